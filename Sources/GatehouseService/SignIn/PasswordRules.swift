/// What a password must be: long, and known to nobody; no kinds of characters are asked for (NIST SP 800-63B §3.1.1).
enum PasswordRules {
    /// In characters.
    static let shortest = 12
    /// In bytes.
    static let longest = 256

    static func require(_ password: String, of userName: String, _ settings: SignInSettings) throws {
        guard password.count >= shortest, password.utf8.count <= longest else {
            throw ServiceError(
                .invalid, "a password has at least \(shortest) characters and at most \(longest) bytes",
                hint: "some words that do not belong together are easy to keep in mind")
        }
        let name = userName.split(separator: "@").first.map(String.init) ?? userName
        guard name.count < 4 || !password.lowercased().contains(name.lowercased()) else {
            throw ServiceError(.invalid, "the password has your name in it")
        }
        guard Set(password).count >= 5 else {
            throw ServiceError(.invalid, "the password repeats too few characters")
        }
        guard !settings.isBreached(password) else {
            throw ServiceError(
                .invalid, "this password is on the list of those that were stolen elsewhere",
                hint: "whoever guesses begins with that list: choose another one")
        }
    }
}
