extension FactCatalogue {
    static let mandatoryAccessControl: [FactDefinition] = [
        .init(
            "mandatoryAccessControl.system", .text, "`apparmor`, `selinux`, another active module or `none`",
            source: "/sys/kernel/security/lsm"),
        .init(
            "mandatoryAccessControl.enforcing", .boolean, "whether it enforces",
            source: "/sys/kernel/security/apparmor, /sys/fs/selinux/enforce"),
        .init(
            "mandatoryAccessControl.profiles", .integer, "AppArmor profiles in enforce mode",
            source: "/sys/kernel/security/apparmor/profiles"),
    ]
}
