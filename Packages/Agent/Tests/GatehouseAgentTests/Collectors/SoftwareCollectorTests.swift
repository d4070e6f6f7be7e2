import GatehouseModel
import Testing

@testable import GatehouseAgent

struct SoftwareCollectorTests {
    @Test func `the packages of this machine are those of dpkg-query`() throws {
        let format =
            "${Package}\t${Version}\t${Architecture}\t${source:Package}\t${source:Version}\t${db:Status-Status}\n"
        let lines = try Tool.dpkgQuery.output("-W", "-f", format).split(separator: "\n")
        let theirs = lines.map { $0.split(separator: "\t").map(String.init) }.filter { $0.last == "installed" }
        let facts = try facts(of: SoftwareCollector())
        let ours = try #require(facts["software.packages"]?.value).rows.map { row in
            ["name", "version", "architecture", "source", "sourceVersion"].map { row[$0]?.text ?? "" }
        }
        #expect(Set(ours) == Set(theirs.map { Array($0.dropLast()) }))
        #expect(facts["software.packageCount"]?.value == .integer(Int64(theirs.count)))
    }

    @Test func `rows are sorted, whatever the order of the stanzas`() throws {
        let stanza = { (name: String) in
            "Package: \(name)\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n\n"
        }
        let one = try Fixture([DpkgDatabase.path: stanza("b") + stanza("a")])
        let other = try Fixture([DpkgDatabase.path: stanza("a") + stanza("b")])
        let values = try [one, other].map { try $0.facts(of: SoftwareCollector())["software.packages"]?.value }
        #expect(values[0] == values[1] && values[0] != nil)
    }

    @Test func `a machine without dpkg does not look empty`() throws {
        let facts = try Fixture().facts(of: SoftwareCollector())
        #expect(facts.values.allSatisfy { $0.missing?.contains("no dpkg database") ?? false })
    }
}
