import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

struct RPMCollectorTests {
    private static func spec(_ name: String, epoch: Int) -> String {
        "Name: \(name)\nVersion: 1.2\nRelease: 3\nEpoch: \(epoch)\nSummary: x\nLicense: x\nBuildArch: noarch\n"
            + "%description\nx\n%files\n"
    }

    @Test func `packages that rpm installed are those of rpm's own list`() throws {
        let fixture = try Fixture([
            "a.spec": Self.spec("sample-a", epoch: 0), "b.spec": Self.spec("sample-b", epoch: 2),
        ])
        let database = "\(fixture.path)/var/lib/rpm"
        for name in ["a", "b"] {
            _ = try Tool.env.output(
                "HOME=\(fixture.path)", Tool.rpmbuild.rawValue, "--define", "_topdir \(fixture.path)/build", "-bb",
                "\(fixture.path)/\(name).spec")
            _ = try Tool.rpm.output(
                "--dbpath", database, "--justdb", "--nodeps", "-i",
                "\(fixture.path)/build/RPMS/noarch/sample-\(name)-1.2-3.noarch.rpm")
        }
        let rows = try fixture.facts(of: RPMCollector())["software.rpm.packages"]?.value?.rows ?? []
        #expect(rows.map { $0["version"]?.text } == ["1.2-3", "2:1.2-3"])
        #expect(
            rows.first?["source"] == .text("sample-a-1.2-3.src.rpm") && rows.first?["architecture"] == .text("noarch"))
        let theirs = try Tool.rpm.output("--dbpath", database, "-qa").split(separator: "\n").sorted()
        #expect(rows.map { "\($0["name"]?.text ?? "")-1.2-3.noarch" } == theirs.map(String.init))
    }

    @Test func `without a database there is nothing, and a broken one is no empty list`() throws {
        #expect(try Fixture().facts(of: RPMCollector())["software.rpm.packages"]?.isAbsent == true)
        let broken = try Fixture(["/var/lib/rpm/rpmdb.sqlite": String(repeating: "no database", count: 1000)])
        #expect(try broken.facts(of: RPMCollector())["software.rpm.packages"]?.missing != nil)
    }
}
