extension FactCatalogue {
    static let ssh: [FactDefinition] = [
        .init("ssh.server.installed", .boolean, "whether an SSH server is installed", source: "/usr/sbin/sshd"),
        .init("ssh.server.running", .boolean, "whether an SSH server listens", source: "/proc"),
        .init("ssh.server.port", .list(.integer), "ports", source: "/etc/ssh/sshd_config"),
        .init(
            "ssh.server.permitRootLogin", .text,
            "`yes`, `no`, `prohibit-password` or `forced-commands-only`: the weakest that any `Match` grants",
            source: "/etc/ssh/sshd_config with Include and Match"),
        .init(
            "ssh.server.passwordAuthentication", .boolean,
            "whether any connection may sign in by password, also through keyboard-interactive with PAM",
            source: "/etc/ssh/sshd_config with Include and Match"),
        .init(
            "ssh.server.permitEmptyPasswords", .boolean, "whether any connection may sign in with an empty password",
            source: "/etc/ssh/sshd_config with Include and Match"),
        .init(
            "ssh.server.x11Forwarding", .boolean, "whether any connection may forward X11",
            source: "/etc/ssh/sshd_config with Include and Match"),
    ]
}
