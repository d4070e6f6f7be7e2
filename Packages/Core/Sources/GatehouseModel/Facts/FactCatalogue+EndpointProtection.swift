extension FactCatalogue {
    static let endpointProtection: [FactDefinition] = [
        .init(
            "endpointProtection.products",
            .table(["name": .text, "kind": .text, "running": .boolean, "definitionsBuiltAt": .instant]),
            "known products that are installed: `antivirus`, `detection` (EDR) or `monitoring`",
            source: "their files, /proc"),
        .init("antivirus.installed", .boolean, "whether a known antivirus is installed", source: "their files"),
        .init("antivirus.running", .boolean, "whether one of them runs", source: "/proc"),
        .init(
            "antivirus.definitionsBuiltAt", .instant, "when its newest definitions were built",
            source: "ClamAV's daily database"),
        .init(
            "antivirus.upToDate", .boolean, "whether they are less than a week old", source: "ClamAV's daily database"),
        .init(
            "detection.installed", .boolean, "whether a known detection and response product is installed",
            source: "their files"),
        .init("detection.running", .boolean, "whether one of them runs", source: "/proc"),
    ]
}
