extension FactCatalogue {
    static let firmware: [FactDefinition] = [
        .init("firmware.vendor", .text, "firmware's maker", source: "/sys/class/dmi/id/bios_vendor"),
        .init("firmware.version", .text, "firmware's version", source: "/sys/class/dmi/id/bios_version"),
        .init("firmware.date", .instant, "firmware's release date", source: "/sys/class/dmi/id/bios_date"),
        .init("firmware.type", .text, "`uefi` or `bios`", source: "/sys/firmware"),
        .init(
            "firmware.secureBoot", .boolean, "whether the firmware starts only what is signed",
            source: "efivars SecureBoot and SetupMode"),
        .init(
            "firmware.secureBootSetupMode", .boolean, "whether anybody may enrol keys for it",
            source: "efivars SetupMode"),
    ]

    static let trustedPlatformModule: [FactDefinition] = [
        .init("tpm.present", .boolean, "whether the kernel offers a TPM", source: "/sys/class/tpm"),
        .init("tpm.version", .version, "`2.0` or `1.2`", source: "/sys/class/tpm"),
        .init("tpm.manufacturer", .text, "who made it, where sysfs tells", source: "/sys/class/tpm"),
        .init(
            "tpm.isVirtual", .boolean, "whether it is software; unknown where only its certificate tells",
            source: "/sys/class/tpm"),
    ]
}
