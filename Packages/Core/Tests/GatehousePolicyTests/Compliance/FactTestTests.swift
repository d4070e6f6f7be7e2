import GatehouseModel
import GatehousePolicy
import Testing

@Suite struct FactTestTests {
    private func result(_ key: FactKey, _ test: FactTest, _ value: FactValue) -> RequirementStatus {
        var sample = ComplianceSample([Requirement(name: "r", fact: key, test: test)])
        sample.report(key, value)
        return sample.judge().statuses[0]
    }

    @Test(
        arguments: [
            ("os.version", .atLeast, .text("12.5"), .text("12.11"), .satisfied),
            ("os.version", .lessThan, .text("12.5"), .text("12.5~rc1"), .satisfied),
            ("os.version", .equals, .text("12.05"), .text("12.5"), .satisfied),
            ("os.version", .oneOf, .list([.text("11.9"), .text("12.5")]), .text("12.5"), .satisfied),
            ("os.version", .startsWith, .text("12."), .text("13.1"), .failing),
            ("hardware.cpu.count", .atMost, .integer(8), .integer(8), .satisfied),
            ("hardware.cpu.count", .greaterThan, .integer(8), .integer(8), .failing),
            ("hardware.cpu.count", .atLeast, .integer(8), .text("8"), .error),
            ("os.name", .atLeast, .text("a"), .text("b"), .error),
            ("os.name", .contains, .text("Debian"), .text("Debian GNU/Linux"), .satisfied),
            ("os.name", .notContains, .text("Debian"), .text("Debian GNU/Linux"), .failing),
            ("os.id", .noneOf, .list([.text("debian")]), .text("debian"), .failing),
            ("os.id", .oneOf, .list([.integer(1)]), .text("debian"), .error),
            ("os.bootedAt", .greaterThan, .text("2026-01-01T00:00:00Z"), .text("2026-01-01T01:00:00+02:00"), .failing),
            ("os.bootedAt", .equals, .text("2026-01-01T00:00:00Z"), .text("2026-01-01T02:00:00+02:00"), .satisfied),
            ("os.bootedAt", .atLeast, .text("2026-01-01T00:00:00Z"), .text("yesterday"), .error),
            ("ssh.server.port", .contains, .integer(22), .list([.integer(22), .integer(2222)]), .satisfied),
            ("ssh.server.port", .notContains, .integer(23), .list([.integer(22)]), .satisfied),
            ("ssh.server.port", .notContains, .text("22"), .list([.integer(22)]), .error),
            ("firewall.active", .notEquals, .boolean(true), .integer(0), .error),
        ] as [(String, Comparison, FactValue, FactValue, RequirementResult)])
    func `a value compares by its fact's type`(
        key: String, comparison: Comparison, wanted: FactValue, found: FactValue, expected: RequirementResult
    ) {
        #expect(result(FactKey(key), .compare(comparison, wanted), found).result == expected)
    }

    private static func row(_ name: String, _ version: String?) -> FactValue {
        var fields = ["name": FactValue.text(name)]
        if let version { fields["version"] = .text(version) }
        return .record(fields)
    }

    private static let old: [ColumnTest] = [
        ColumnTest(column: "name", comparison: .equals, value: .text("openssl")),
        ColumnTest(column: "version", comparison: .lessThan, value: .text("3.0")),
    ]

    @Test func `no row matches, or the rows that do are named`() {
        let test = FactTest.rows(.no, Self.old)
        #expect(test.words == "no row whose name is openssl and version is less than 3.0")
        let bad = result("software.packages", test, .list([Self.row("bash", "5.2"), Self.row("openssl", "1.1")]))
        #expect(bad.result == .failing)
        #expect(bad.found == "1 of 2 rows: name=openssl version=1.1")
        let good = result("software.packages", test, .list([Self.row("openssl", "3.0.15")]))
        #expect(good.result == .satisfied)
        #expect(good.found == "nothing against it in 1 rows")
    }

    @Test func `every row holds, and every row of none`() {
        let test = FactTest.rows(.every, [ColumnTest(column: "encrypted", comparison: .equals, value: .boolean(true))])
        let plain = FactValue.record(["mountPoint": .text("/"), "encrypted": .boolean(false)])
        #expect(result("storage.filesystems", test, .list([])).result == .satisfied)
        #expect(result("storage.filesystems", test, .list([plain])).result == .failing)
    }

    @Test func `some row is wanted`() {
        let test = FactTest.rows(.some, [ColumnTest(column: "name", comparison: .equals, value: .text("clamav"))])
        let both = FactValue.list([Self.row("bash", nil), Self.row("clamav", nil)])
        #expect(result("software.packages", test, both).result == .satisfied)
        let none = result("software.packages", test, .list([Self.row("bash", nil)]))
        #expect(none.result == .failing)
        #expect(none.found == "none of 1 rows")
    }

    @Test func `a column that a row leaves out is unknown, unless the rest decides`() {
        let test = FactTest.rows(.no, Self.old)
        let open = result("software.packages", test, .list([Self.row("openssl", nil)]))
        #expect(open.result == .unknown)
        #expect(open.found == "a row does not say its `version`")
        #expect(result("software.packages", test, .list([Self.row("bash", nil)])).result == .satisfied)
        let decided = FactValue.list([Self.row("openssl", nil), Self.row("openssl", "1.0")])
        #expect(result("software.packages", test, decided).result == .failing)
    }

    @Test func `a table test on what is no table is an error`() {
        #expect(result("software.packages", .rows(.no, Self.old), .text("x")).result == .error)
        #expect(result("software.packages", .rows(.no, Self.old), .list([.text("x")])).result == .error)
        #expect(result("software.packages", .rows(.no, Self.old), .list([Self.row("openssl", "x")])).result == .error)
    }
}
