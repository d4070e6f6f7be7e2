import GatehouseModel
import Testing

@Suite struct FactDefinitionPlausibilityTests {
    private let now = Instant(seconds: 1_795_294_585)

    private func problem(_ key: FactKey, _ value: FactValue) throws -> String? {
        try #require(FactCatalogue.definition(of: key)).implausibility(of: value, at: now)
    }

    @Test(
        arguments: [
            ("network.exposedPorts", .list([.integer(22), .integer(65_535)])),
            ("passwordPolicy.maximumAge", .integer(-1)),
            ("hardware.memory", .integer(64 << 30)), ("kernel.yama.ptraceScope", .integer(1)),
            ("updates.lastChecked", .text("2026-11-22T20:56:25Z")),
            (
                "certificates.trusted",
                .list([.record(["subject": .text("CN=Root"), "notAfter": .text("2050-01-01T00:00:00Z")])])
            ),
        ] as [(FactKey, FactValue)])
    func `what an honest device reports is plausible`(key: FactKey, value: FactValue) throws {
        #expect(try problem(key, value) == nil)
    }

    @Test(
        arguments: [
            ("network.exposedPorts", .list([.integer(0)]), "0 is not within 1 to 65535"),
            ("network.exposedPorts", .list([.integer(22), .integer(65_536)]), "65536 is not within 1 to 65535"),
            (
                "passwordPolicy.minimumLength", .integer(.max),
                "9223372036854775807 is not within -1 to 9007199254740992"
            ),
            ("users.weakHashCount", .integer(-2), "-2 is not within -1 to 9007199254740992"),
            ("kernel.yama.ptraceScope", .integer(4), "4 is not within 0 to 3"),
            (
                "network.listeners", .list([.record(["port": .integer(70_000)])]),
                "70000 is not within 0 to 65535"
            ),
            (
                "antivirus.definitionsBuiltAt", .text("2099-01-01T00:00:00Z"),
                "the time 2099-01-01T00:00:00Z has not come yet"
            ),
            ("os.name", .text(String(repeating: "x", count: 16_385)), "a text is longer than 16384 bytes"),
            ("os.name", .text("Debian\u{0}"), "a text holds a zero byte"),
            (
                "software.packages", .list(Array(repeating: .record([:]), count: 50_001)),
                "there are more than 50000 elements"
            ),
        ] as [(FactKey, FactValue, String)])
    func `what no honest device reports says why`(key: FactKey, value: FactValue, reason: String) throws {
        #expect(try problem(key, value) == reason)
    }
}
