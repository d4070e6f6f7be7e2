import GatehouseModel
import Testing

@testable import GatehouseAgent

struct SnapCollectorTests {
    @Test func `enabled snaps have a current revision and say their version`() throws {
        let fixture = try Fixture([
            "/var/lib/snapd/snaps/core22_1122.snap": "", "/snap/README": "",
            "/snap/core22/1122/meta/snap.yaml": "name: core22\nversion: '20240111'\ntype: base\n",
            "/snap/tool/x1/meta/snap.yaml": "  version: inner\nversion: 1.0-beta # x\n", "/snap/bin/tool": "",
            "/snap/off/3/meta/snap.yaml": "version: 3", "/snap/evil/1/meta/snap.yaml": "version: 9",
        ])
        try fixture.link("/snap/core22/current", to: "1122")
        try fixture.link("/snap/tool/current", to: "x1")
        try fixture.link("/snap/bare/current", to: "5")
        try fixture.link("/snap/evil/current", to: "../../etc")
        let rows = try fixture.facts(of: SnapCollector())["software.snap.installed"]?.value?.rows ?? []
        #expect(rows.map { $0["name"]?.text } == ["bare", "core22", "tool"])
        #expect(rows.map { $0["version"]?.text } == [nil, "20240111", "1.0-beta # x"])
        #expect(rows.map { $0["revision"]?.text } == ["5", "1122", "x1"])
    }

    @Test func `without snapd there is nothing`() throws {
        #expect(try Fixture().facts(of: SnapCollector())["software.snap.installed"]?.isAbsent == true)
        let fixture = try Fixture(["/snap/x/1/a": ""])
        #expect(try fixture.facts(of: SnapCollector())["software.snap.installed"]?.isAbsent == true)
    }

    @Test func `hostile descriptions cause no crashes`() throws {
        let fixture = try Fixture(["/var/lib/snapd/snaps/x": "", "/snap/a/1/meta/snap.yaml": ""])
        try fixture.link("/snap/a/current", to: "1")
        try Mutation.forEach(of: ["name: a\nversion: \"1\"\n", "version: '"], rounds: 400) { bytes in
            try fixture.write("/snap/a/1/meta/snap.yaml", bytes: bytes)
            _ = SnapCollector().collect(in: fixture.machine, at: now)
        }
    }
}
