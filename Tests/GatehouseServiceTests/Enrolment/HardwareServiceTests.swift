import GatehouseModel
import Testing

@testable import GatehouseService

@Suite struct HardwareServiceTests {
    private let key = String(repeating: "e", count: 64)

    @Test func `the same table again changes nothing, and a changed one only what it says`() async throws {
        let fixture = try await Fixture()
        let table = "serial,manufacturer,owner\nPF3X7K2A,LENOVO,ada@example.com\nC02XG2JH,Apple,\n"
        #expect(try await fixture.register(table).map(\.kind) == [.created, .created])
        let before = try await fixture.hardware.list(fixture.tenant.id, ListQuery()).elements
        #expect(try await fixture.register(table).map(\.kind) == [.unchanged, .unchanged])
        #expect(try await fixture.hardware.list(fixture.tenant.id, ListQuery()).elements == before)
        let changed = try await fixture.register("serial,tags\npf3x7k2a,london\nC02XG2JH,\n")
        #expect(changed.map(\.kind) == [.updated, .unchanged])
        #expect(changed.first?.differs.contains(.tags) == true)
        #expect(try await fixture.hardware.find(fixture.tenant.id, before[0].id).profile.owner != "nobody")
        #expect(
            try await fixture.hardware.list(fixture.tenant.id, ListQuery()).elements.compactMap(\.profile.owner)
                == ["ada@example.com"])
    }

    @Test func `a dry run says the same and keeps nothing`() async throws {
        let fixture = try await Fixture()
        let planned = try await fixture.register("serial\nPF3X7K2A", dryRun: true)
        #expect(planned.map(\.kind) == [.created])
        #expect(try await fixture.hardware.list(fixture.tenant.id, ListQuery()).elements.isEmpty)
    }

    @Test func `every mistake is told at its line and column, and nothing is registered`() async throws {
        let fixture = try await Fixture()
        let error = await #expect(throws: ServiceError.self) {
            try await fixture.register(
                """
                serial,ekHash,ownership,groups,owner,nameTemplate,tags
                PF3X7K2A,\(key),company,,ada@example.com,eng-%SERIAL%,
                Default string,,company,,,,
                ,,company,,,,
                PF-3X7K2A,,company,,,,
                C02XG2JH,xyz,,,,,
                C02XG2JK,,ours,ghosts,Ada,laptop,two words
                """)
        }
        #expect(error?.code == .invalidDocument)
        #expect(
            error?.places.map { "\($0.line):\($0.column) \($0.message)" } == [
                "3:1 `Default string` is no serial number",
                "4:1 the row has neither `serial` nor `ekHash`",
                "5:1 line 2 has the same serial number",
                "6:10 `xyz` is not the SHA-256 of an endorsement key",
                "7:11 `ours` is not a value of `ownership`",
                "7:23 `Ada` is no person's address",
                "7:27 `laptop` is no template of a name",
                "7:34 `two words` are no tags",
                "7:16 there is no device group `ghosts`",
            ])
        #expect(error?.places.first?.hint != nil)
        #expect(try await fixture.hardware.list(fixture.tenant.id, ListQuery()).elements.isEmpty)
    }

    @Test func `a registration's key cannot be exchanged under its serial number`() async throws {
        let fixture = try await Fixture()
        try await fixture.register("serial,ekHash\nPF3X7K2A,\(key)")
        let other = String(repeating: "f", count: 64)
        let code = await fixture.code { try await fixture.register("serial,ekHash\nPF3X7K2A,\(other)") }
        #expect(code == .invalidDocument)
        // A key that becomes known later completes what is not used yet.
        try await fixture.register("serial\nC02XG2JH")
        #expect(try await fixture.register("serial,ekHash\nC02XG2JH,\(other)").map(\.kind) == [.updated])
    }

    @Test func `one maker's serial number is not another's`() async throws {
        let fixture = try await Fixture()
        let changes = try await fixture.register("serial,manufacturer\nABCD1234,Dell Inc.\nABCD1234,LENOVO")
        #expect(changes.map(\.kind) == [.created, .created])
    }

    @Test func `a name is made of what tells machines apart, the same each time`() {
        #expect(NameTemplate("eng-%SERIAL%")?.name(serialNumber: "PF 3X/7", digest: "") == "eng-PF3X7")
        let random = NameTemplate("lab-%RAND:4%")?.name(serialNumber: "", digest: "abcdef")
        #expect(random?.count == 8)
        #expect(NameTemplate("lab-%RAND:4%")?.name(serialNumber: "x", digest: "abcdef") == random)
        #expect(NameTemplate("eng-%SERIAL%")?.name(serialNumber: "", digest: "ab") == nil)
        for text in ["", "laptop", "%", "a%SERIAL", "%OWNER%", "%RAND:0%", "%RAND:99%", "a b%SERIAL%", "é%SERIAL%"] {
            #expect(NameTemplate(text) == nil, "\(text)")
        }
    }
}
