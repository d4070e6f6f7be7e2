extension FactCatalogue {
    static let observedByServer: [FactDefinition] = [
        .init(
            "clock.skew", .integer, "seconds by which the device's clock is ahead of the server's",
            source: "the check-in, compared by the server", platforms: Set(Platform.allCases)),
        .init(
            "identity.sharedUse", .boolean, "whether one device identity was used from two machines",
            source: "the check-in, compared by the server", platforms: Set(Platform.allCases)),
    ]
}
