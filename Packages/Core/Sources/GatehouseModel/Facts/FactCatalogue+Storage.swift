extension FactCatalogue {
    static let storage: [FactDefinition] = [
        .init(
            "storage.filesystems",
            .table([
                "device": .text, "mountPoint": .text, "type": .text, "encrypted": .boolean, "encryption": .text,
            ]),
            "mounted filesystems and swap on block devices and whether each lies on an encrypted one",
            source: "/proc/self/mountinfo, /proc/swaps, /sys/dev/block"),
        .init(
            "storage.encrypted", .boolean,
            "whether every listed one that is not removable, read-only media, `/boot` or `/boot/efi` is encrypted",
            source: "/proc/self/mountinfo, /proc/swaps, /sys/dev/block"),
    ]
}
