extension FactCatalogue {
    static let time: [FactDefinition] = [
        .init("time.synchronised", .boolean, "whether something keeps the clock right", source: "adjtimex(2)"),
        .init(
            "time.maximumError", .integer, "seconds by which the clock is off at most, as the kernel reckons",
            source: "adjtimex(2)"),
        .init("time.service", .text, "service that sets the clock, as `chronyd`", source: "/proc"),
    ]
}
