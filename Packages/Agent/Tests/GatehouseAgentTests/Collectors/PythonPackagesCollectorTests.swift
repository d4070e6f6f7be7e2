import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

struct PythonPackagesCollectorTests {
    private static let script = """
        from importlib import metadata as m
        from sys import argv
        for d in m.distributions(path=argv[1:]):
            if d.metadata["Name"]: print(d.metadata["Name"], d.version)
        """

    private static func rows(_ facts: [FactKey: Fact]) -> [String] {
        (facts["software.python.packages"]?.value?.rows ?? []).map { row in
            "\(row["name"]?.text ?? "") \(row["version"]?.text ?? "")"
        }
    }

    @Test func `this machine's distributions are those of importlib`() throws {
        let folders = PythonPackagesCollector.folders(Machine())
        let theirs = try Tool.python.run(["-c", Self.script] + folders).output.split(separator: "\n").map(String.init)
        #expect(Set(Self.rows(try facts(of: PythonPackagesCollector()))) == Set(theirs))
        #expect(!theirs.isEmpty)
    }

    @Test func `every form of metadata is read, links to the same folder once`() throws {
        let folder = "/usr/lib/python3/dist-packages"
        let fixture = try Fixture([
            "\(folder)/a-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: a\nVersion: 1\n\nName: body\n",
            "\(folder)/b-2.egg-info/PKG-INFO": "Name: b\nVersion: 2\n",
            "\(folder)/c-3.egg-info": "name: c\nVERSION: 3\n",
            "\(folder)/d-4.dist-info/METADATA": "Name: d\n\nVersion: 4\n", "\(folder)/e-5.dist-info/RECORD": "",
            "\(folder)/f/METADATA": "Name: f\nVersion: 6\n",
        ])
        try fixture.link("/usr/lib/python3.11", to: "python3")
        let facts = try fixture.facts(of: PythonPackagesCollector())
        #expect(Self.rows(facts) == ["a 1", "b 2", "c 3"])
        #expect(facts["software.python.packages"]?.evidence == "3 distributions; 2 without a name or version")
        #expect(try Fixture().facts(of: PythonPackagesCollector())["software.python.packages"]?.isAbsent == true)
    }

    @Test func `hostile metadata causes no crashes`() throws {
        let path = "/usr/lib/python3/dist-packages/a-1.dist-info/METADATA"
        let fixture = try Fixture()
        try Mutation.forEach(of: ["Metadata-Version: 2.1\nName: a\nVersion: 1\n\nx"], rounds: 400) { bytes in
            try fixture.write(path, bytes: bytes)
            _ = PythonPackagesCollector().collect(in: fixture.machine, at: now)
        }
        try fixture.write(path, "Name: " + String(repeating: "x", count: 4 << 20))
        #expect(try fixture.facts(of: PythonPackagesCollector())["software.python.packages"]?.value == .list([]))
    }
}
