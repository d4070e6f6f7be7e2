import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

struct FlatpakCollectorTests {
    private static let metadata =
        "[Application]\nname=org.example.App\nruntime=org.example.Runtime/x86_64/stable\n"
        + "sdk=org.example.Sdk/x86_64/stable\ncommand=x\n"
    private static let releases =
        "<?xml version=\"1.0\"?><component><releases><release date='2026-01-01' version=\"1.2.3\"/>"
        + "<release version=\"1.2.2\"/></releases></component>"

    @Test func `what Flatpak installed is what it lists`() throws {
        let fixture = try Fixture([
            "app/metadata": Self.metadata, "app/files/share/metainfo/org.example.App.metainfo.xml": Self.releases,
            "app/export/x": "",
        ])
        let variables = [
            "-C", fixture.path, "HOME=\(fixture.path)", "FLATPAK_SYSTEM_DIR=\(fixture.path)/var/lib/flatpak",
            Tool.flatpak.rawValue,
        ]
        for command in [
            "build-export repo app stable", "remote-add --system --no-gpg-verify local repo",
            "install --system -y --noninteractive --no-deps local org.example.App",
        ] {
            let outcome = try Tool.env.run(variables + command.split(separator: " ").map(String.init))
            try #require(outcome.status == 0, "\(command): \(outcome.output)\(outcome.error)")
        }
        let listed = try Tool.env.run(variables + ["list", "--system", "--all", "--columns=application,arch,branch"])
        let rows = try fixture.facts(of: FlatpakCollector())["software.flatpak.installed"]?.value?.rows ?? []
        let ours = rows.map { row in
            ["name", "architecture", "branch"].map { row[$0]?.text ?? "" }.joined(separator: "\t")
        }
        #expect(ours.joined(separator: "\n") + "\n" == listed.output)
        #expect(rows.first?["version"] == .text("1.2.3") && rows.first?["kind"] == .text("application"))
    }

    @Test func `without an installation there is nothing`() throws {
        #expect(try Fixture().facts(of: FlatpakCollector())["software.flatpak.installed"]?.isAbsent == true)
        let empty = try Fixture(["/var/lib/flatpak/repo/config": ""]).facts(of: FlatpakCollector())
        #expect(empty["software.flatpak.installed"]?.value == .list([]))
    }

    @Test(arguments: [
        "", "<", "<release ", "<release >", "<release version=>", "<release version=\"", "<releases>",
        "<release x='1'>",
    ])
    func `metadata without a release has none`(xml: String) {
        #expect(FlatpakCollector.firstRelease(in: Array(xml.utf8)) ?? "" == "")
    }

    @Test func `mutated metadata causes no crashes`() {
        Mutation.forEach(of: [Self.releases]) { _ = FlatpakCollector.firstRelease(in: $0) }
    }
}
