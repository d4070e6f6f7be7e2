import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

struct ClamVirusDatabaseTests {
    @Test func `a database's age and version are those that sigtool tells`() throws {
        let fixture = try Fixture(["daily.ndb": "Test.Sig:0:*:deadbeefdeadbeef\n", "COPYING": "", "daily.cfg": ""])
        let built = try Tool.env.run(
            [
                "-C", fixture.path, Tool.sigtool.rawValue, "--build=daily.cud", "--unsigned",
                "--datadir=\(fixture.path)",
            ],
            input: "7\nbuilder\n")
        try #require(built.status == 0, "\(built.output)\(built.error)")
        let found = try #require(ClamVirusDatabase.newestDaily(in: "", fixture.machine)?.database)
        let info = try Tool.sigtool.output("--info", "\(fixture.path)/daily.cud")
        let lines = info.split(separator: "\n").map(String.init)
        #expect(lines.contains("Version: \(found.version)"))
        let time = try #require(lines.first { $0.hasPrefix("Build time: ") })
        let words = time.split(separator: " ").suffix(5)
        let ours = found.builtAt.description
        #expect(words.contains(ours.dropFirst(8).prefix(2)) && words.contains(ours.prefix(4)))
        #expect(time.contains("\(ours.dropFirst(11).prefix(5)) +0000"))
    }

    @Test(arguments: [
        "", "ClamAV-VDB:", "ClamAV-VDB:t:1:2:3:m:d:b", "ClamAV-VDB:t:x:2:3:m:d:b:5", "ClamAV-VDB:t:1:2:3:m:d:b:-5",
        "ClamAV-VDB:t:1:2:3:m:d:b:99999999999999999999", "Other:t:1:2:3:m:d:b:1700000000",
    ])
    func `what is no header is none`(header: String) {
        #expect(ClamVirusDatabase(header: Array(header.utf8)) == nil)
    }

    @Test func `mutated headers cause no crashes`() {
        let seed =
            "ClamAV-VDB:07 Aug 2023 08-26 -0400:26990:2040000:90:md5:dsig:builder:1691411160"
            + String(repeating: " ", count: 430)
        Mutation.forEach(of: [seed]) { _ = ClamVirusDatabase(header: $0) }
    }
}
