extension SSHServerConfiguration {
    /// The weakest value that any connection may get, and where it stands.
    struct Weakest<Value: Hashable & Sendable>: Hashable, Sendable {
        var value: Value
        var place: String
    }

    /// Whether any connection may get `yes`; throws on what is neither `yes` nor `no`, where sshd would not start.
    func weakestFlag(
        _ keyword: String, for connection: SSHConnection = SSHConnection(), defaultValue: Bool
    ) throws(MachineError) -> Weakest<Bool> {
        var result: Weakest<Bool>?
        for found in values(of: keyword, for: connection, defaultValue: defaultValue ? "yes" : "no") {
            let value: Bool
            switch found.arguments[0].lowercased() {
            case "yes": value = true
            case "no": value = false
            default: throw Self.refused(keyword, found)
            }
            if value || result == nil { result = Weakest(value: value, place: "\(keyword): \(found.place)") }
            if value { break }
        }
        return result ?? Weakest(value: defaultValue, place: "default")
    }

    /// `ChallengeResponseAuthentication` is the older name of the same setting.
    func weakestInteractive(for connection: SSHConnection = SSHConnection()) throws(MachineError) -> Weakest<Bool> {
        var renamed = self
        renamed.renameChallengeResponse()
        return try renamed.weakestFlag("kbdinteractiveauthentication", for: connection, defaultValue: true)
    }

    /// What root may do at worst: a `Match` for other users cannot grant it anything.
    func weakestRootLogin(
        for connection: SSHConnection = SSHConnection(user: "root")
    ) throws(MachineError) -> Weakest<String> {
        let order = ["yes", "prohibit-password", "forced-commands-only", "no"]
        var result: Weakest<String>?
        var best = order.count
        for found in values(of: "permitrootlogin", for: connection, defaultValue: "prohibit-password") {
            let text = found.arguments[0].lowercased()
            let value = text == "without-password" ? "prohibit-password" : text
            guard let rank = order.firstIndex(of: value) else { throw Self.refused("PermitRootLogin", found) }
            guard rank < best else { continue }
            best = rank
            result = Weakest(value: value, place: "permitrootlogin: \(found.place)")
        }
        return result ?? Weakest(value: "prohibit-password", place: "default")
    }

    private mutating func renameChallengeResponse() {
        settings = settings.map { setting in
            var setting = setting
            if setting.keyword == "challengeresponseauthentication" || setting.keyword == "skeyauthentication" {
                setting.keyword = "kbdinteractiveauthentication"
            }
            return setting
        }
    }

    private static func refused(_ keyword: String, _ found: Value) -> MachineError {
        MachineError(.failed, "`\(found.arguments[0])` is no value of \(keyword) (\(found.place))")
    }
}
