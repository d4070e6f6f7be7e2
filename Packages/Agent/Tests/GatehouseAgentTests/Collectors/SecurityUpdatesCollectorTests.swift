import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

struct SecurityUpdatesCollectorTests {
    private static let prefix = "/var/lib/apt/lists/deb_debian-security_dists_stable-security_"

    private static func stanza(_ name: String, _ version: String, _ architecture: String = "amd64") -> String {
        "Package: \(name)\nStatus: install ok installed\nArchitecture: \(architecture)\nVersion: \(version)\n\n"
    }

    private static func fixture(
        installed: String, offered: String, release: String = "Suite: stable-security\n"
    ) throws -> Fixture {
        try Fixture([
            DpkgDatabase.path: stanza("dpkg", "1.21") + installed,
            prefix + "InRelease": "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n\(release)SHA256:\n abc 1 x\n",
            prefix + "main_binary-amd64_Packages": offered,
            prefix + "main_i18n_Translation-en": stanza("openssl", "9"),
        ])
    }

    private static func pending(_ fixture: Fixture) throws -> [String]? {
        let facts = try fixture.facts(of: SecurityUpdatesCollector())
        guard let rows = facts["updates.security.pending"]?.value?.rows else { return nil }
        #expect(facts["updates.security.pendingCount"]?.value == .integer(Int64(rows.count)))
        return rows.map { "\($0["name"]?.text ?? "") \($0["installed"]?.text ?? "")<\($0["available"]?.text ?? "")" }
    }

    @Test func `newer versions of installed packages are pending, the newest of several counts`() throws {
        let fixture = try Self.fixture(
            installed: Self.stanza("openssl", "3.0-1") + Self.stanza("bash", "5.2") + Self.stanza("zip", "3:1"),
            offered: Self.stanza("openssl", "3.0-2") + Self.stanza("openssl", "3.0-10")
                + Self.stanza("openssl", "3.0-3")
                + Self.stanza("bash", "5.2~1") + Self.stanza("zip", "9") + Self.stanza("other", "1"))
        #expect(try Self.pending(fixture) == ["openssl 3.0-1<3.0-10"])
    }

    @Test func `architectures are kept apart, and foreign ones named`() throws {
        let fixture = try Self.fixture(
            installed: Self.stanza("libc6", "1") + Self.stanza("libc6", "1", "i386") + Self.stanza("tool", "1", "all"),
            offered: Self.stanza("libc6", "2", "i386") + Self.stanza("tool", "2", "amd64"))
        #expect(try Self.pending(fixture) == ["libc6:i386 1<2", "tool 1<2"])
    }

    @Test(arguments: [
        "Codename: trixie-security\n", "Label: Debian-Security\nSuite: stable\n", "suite: noble-security\n",
    ])
    func `a security suite is known by its release file`(release: String) throws {
        let offered = Self.stanza("a", "2")
        let fixture = try Self.fixture(installed: Self.stanza("a", "1"), offered: offered, release: release)
        #expect(try Self.pending(fixture) == ["a 1<2"])
    }

    @Test func `without a security suite nothing is claimed`() throws {
        let fixture = try Self.fixture(installed: "", offered: "", release: "Suite: stable\nLabel: Debian\n")
        let facts = try fixture.facts(of: SecurityUpdatesCollector())
        #expect(facts["updates.security.pending"]?.missing?.contains("no security suite") == true)
        #expect(facts["updates.lastChecked"]?.value != nil)
    }

    @Test func `lists that were never fetched are unavailable`() throws {
        let fixture = try Fixture(["/var/lib/apt/lists/lock": "", DpkgDatabase.path: Self.stanza("a", "1")])
        let facts = try fixture.facts(of: SecurityUpdatesCollector())
        #expect(facts.values.allSatisfy { $0.missing == "package lists were never fetched" })
    }

    @Test func `a compressed list that cannot be unpacked is unavailable, with its path`() throws {
        let fixture = try Self.fixture(installed: "", offered: "")
        try fixture.write(Self.prefix + "main_binary-all_Packages.lz4", "not lz4")
        let facts = try fixture.facts(of: SecurityUpdatesCollector())
        #expect(facts["updates.security.pendingCount"]?.missing?.contains("apt-helper") == true)
    }

    @Test func `the stamp of the last success tells when lists were fetched`() throws {
        let fixture = try Self.fixture(installed: "", offered: "")
        let stamp = "/var/lib/apt/periodic/update-success-stamp"
        try fixture.write(stamp, "")
        let later = Date(timeIntervalSince1970: 2_000_000_000)
        try FileManager.default.setAttributes([.modificationDate: later], ofItemAtPath: fixture.path + stamp)
        let fact = try fixture.facts(of: SecurityUpdatesCollector())["updates.lastChecked"]
        #expect(fact?.value == .text(Instant(seconds: 2_000_000_000).description) && fact?.source == stamp)
    }

    @Test func `what is pending on this machine is what apt would upgrade from a security suite`() throws {
        let facts = try facts(of: SecurityUpdatesCollector())
        let rows = try #require(facts["updates.security.pending"]?.value, "run apt-get update first").rows
        let ours = Dictionary(uniqueKeysWithValues: rows.map { ($0["name"]?.text ?? "", $0) })
        let listed = try Tool.apt.output("list", "--upgradable").split(separator: "\n").filter { $0.contains("/") }
        var upgradable = Set<String>()
        for line in listed {
            let words = line.split(separator: " ")
            let (name, suites) = (words[0].split(separator: "/")[0], words[0].split(separator: "/")[1])
            upgradable.insert(String(name))
            guard suites.split(separator: ",").contains(where: { $0.hasSuffix("-security") }) else { continue }
            #expect(ours[String(name)]?["available"] == .text(String(words[1])), "\(line)")
        }
        #expect(upgradable.isSuperset(of: ours.keys))
    }
}
