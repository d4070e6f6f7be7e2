extension FactCatalogue {
    static let passwordPolicy: [FactDefinition] = [
        .init(
            "passwordPolicy.minimumLength", .integer, "fewest characters that a new password may have",
            source: "/etc/pam.d, /etc/security"),
        .init(
            "passwordPolicy.characterClasses", .integer, "kinds of character (of four) that it must have",
            source: "/etc/pam.d, /etc/security"),
        .init(
            "passwordPolicy.checksQuality", .boolean, "whether a quality module refuses weak passwords",
            source: "/etc/pam.d, /etc/security"),
        .init("passwordPolicy.history", .integer, "earlier passwords that are refused", source: "/etc/pam.d"),
        .init(
            "passwordPolicy.maximumAge", .integer, "days after which a new account's password expires",
            source: "/etc/login.defs PASS_MAX_DAYS"),
        .init(
            "passwordPolicy.minimumAge", .integer, "days before it may be changed again",
            source: "/etc/login.defs PASS_MIN_DAYS"),
        .init(
            "passwordPolicy.lockout", .boolean, "whether every service shuts out who guesses passwords",
            source: "/etc/pam.d, /etc/security/faillock.conf"),
        .init(
            "passwordPolicy.lockoutAttempts", .integer, "failures before it does, at the most patient service",
            source: "/etc/pam.d, /etc/security/faillock.conf"),
        .init(
            "passwordPolicy.lockoutDuration", .integer, "seconds for which it does; 0 until an administrator helps",
            source: "/etc/pam.d, /etc/security/faillock.conf"),
    ]

    static let screenLock: [FactDefinition] = [
        .init("screenLock.enabled", .boolean, "whether the screen locks by itself", source: "/etc/dconf"),
        .init("screenLock.idleDelay", .integer, "seconds without input until it goes dark", source: "/etc/dconf"),
        .init("screenLock.lockDelay", .integer, "seconds from then until it locks", source: "/etc/dconf"),
        .init("screenLock.enforced", .boolean, "whether people cannot change that", source: "/etc/dconf locks"),
    ]
}
