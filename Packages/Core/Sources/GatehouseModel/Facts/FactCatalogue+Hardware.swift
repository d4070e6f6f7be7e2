extension FactCatalogue {
    static let hardware: [FactDefinition] = [
        .init(
            "hardware.manufacturer", .text, "system vendor", source: "/sys/class/dmi/id/sys_vendor", privacy: .identity),
        .init("hardware.model", .text, "product name", source: "/sys/class/dmi/id/product_name", privacy: .identity),
        .init(
            "hardware.serial", .text, "product serial number", source: "/sys/class/dmi/id/product_serial",
            privacy: .identity),
        .init(
            "hardware.uuid", .text, "product UUID, else machine id", source: "/sys/class/dmi/id/product_uuid",
            privacy: .identity),
        .init("hardware.cpu.model", .text, "processor model name", source: "/proc/cpuinfo", privacy: .inventory),
        .init(
            "hardware.cpu.count", .integer, "logical processors online", source: "/sys/devices/system/cpu/online",
            privacy: .inventory),
        .init(
            "hardware.memory", .integer, "usable memory in bytes", source: "/proc/meminfo MemTotal", privacy: .inventory
        ),
    ]
}
