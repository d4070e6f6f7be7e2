extension FactCatalogue {
    static let users: [FactDefinition] = [
        .init(
            "users.accounts",
            .table([
                "name": .text, "userID": .integer, "home": .text, "shell": .text, "interactive": .boolean,
                "password": .text, "lastLogin": .instant,
            ]),
            "local accounts; password is `set`, `locked` or `none`",
            source: "/etc/passwd, /etc/shadow, /var/log/wtmp, /var/log/lastlog", privacy: .person),
        .init(
            "users.interactiveCount", .integer, "accounts with a login shell", source: "/etc/passwd",
            privacy: .inventory),
        .init("users.emptyPasswordCount", .integer, "accounts that need no password", source: "/etc/shadow"),
        .init("users.weakHashCount", .integer, "accounts with a hash that is easily broken", source: "/etc/shadow"),
    ]

    static let administrators: [FactDefinition] = [
        .init(
            "administrators.accounts",
            .table(["name": .text, "through": .text, "commands": .text, "passwordless": .boolean]),
            "accounts that may act as root: `all` commands or `some`, and by which line",
            source: "/etc/sudoers with includes, /etc/passwd, /etc/group", privacy: .person),
        .init(
            "administrators.count", .integer, "accounts that may do everything as root, root among them",
            source: "/etc/sudoers with includes, /etc/passwd, /etc/group"),
        .init("administrators.superuserCount", .integer, "accounts with user id 0", source: "/etc/passwd"),
        .init(
            "administrators.passwordlessSudo", .boolean,
            "whether any account but root may run something as root without its password",
            source: "/etc/sudoers with includes"),
    ]
}
