extension FactCatalogue {
    static let removableStorage: [FactDefinition] = [
        .init(
            "usb.storage.blocked", .boolean, "whether the driver for storage on USB is kept out of the kernel",
            source: "/etc/modprobe.d, /proc/cmdline, /sys/module"),
        .init(
            "usb.storage.guard", .text, "USBGuard: `enforcing`, `permissive`, `stopped` or `none`",
            source: "/proc, /etc/usbguard/usbguard-daemon.conf"),
        .init(
            "usb.storage.udisks", .boolean, "whether udisks, which mounts media for users, is installed",
            source: "/usr/libexec/udisks2/udisksd"),
        .init(
            "storage.removable",
            .table(["device": .text, "mountPoint": .text, "type": .text, "readOnly": .boolean]),
            "mounted filesystems on removable media or USB", source: "/proc/self/mountinfo, /sys/dev/block",
            privacy: .inventory),
    ]
}
