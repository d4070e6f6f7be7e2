extension PostgreSQLAddress {
    /// The address for PostgreSQL's own programs: words that may stand in the list of processes, and what may not.
    ///
    /// Throws where the URL holds the password of a key of TLS, which reaches the programs in no other way.
    func forPrograms(
        purpose: String
    ) throws(StoreOpeningError) -> (connection: String, secrets: [String: String]) {
        var parameters = parameters(purpose: purpose, limits: PostgreSQLLimits())
        guard parameters["sslpassword"] == nil else {
            throw StoreOpeningError(
                "`sslpassword` would stand in the list of processes, for everybody on this machine to read",
                hint: "name a key file without a password (sslkey), which only its owner may read, and leave it out")
        }
        var secrets = [String: String]()
        if let password = parameters.removeValue(forKey: "password") { secrets["PGPASSWORD"] = password }
        // A dump runs for as long as it takes.
        parameters["tcp_user_timeout"] = nil
        let words = parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.quoted($0.value))" }
        return (words.joined(separator: " "), secrets)
    }

    /// As a value of a connection string (libpq §34.1.1.1).
    private static func quoted(_ value: String) -> String {
        var text = "'"
        for character in value {
            if character == "'" || character == "\\" { text.append("\\") }
            text.append(character)
        }
        return text + "'"
    }
}
