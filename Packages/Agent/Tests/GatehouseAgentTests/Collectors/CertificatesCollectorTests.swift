import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

struct CertificatesCollectorTests {
    private static func subjects(_ fixture: Fixture, local: Bool? = nil) throws -> [String] {
        let rows = try #require(try fixture.facts(of: CertificatesCollector())["certificates.trusted"]?.value).rows
        return rows.filter { local == nil || $0["addedLocally"] == .boolean(local ?? false) }.compactMap {
            $0["subject"]?.text
        }
    }

    @Test func `this machine trusts what the bundle that openssl uses holds, and no more`() throws {
        let facts = try facts(of: CertificatesCollector())
        let rows = try #require(facts["certificates.trusted"]?.value).rows
        let bundle = try String(contentsOfFile: "/etc/ssl/certs/ca-certificates.crt", encoding: .utf8)
        let blocks = bundle.components(separatedBy: "-----END CERTIFICATE-----").dropLast()
        let output = try Tool.openssl.output("storeutl", "-noout", "-certs", "/etc/ssl/certs/ca-certificates.crt")
        #expect(output.contains("Total found: \(blocks.count)"))
        let bundled = PEMReader.certificates(in: Array(bundle.utf8)).compactMap {
            CertificateSummary($0[...])?.fingerprint
        }
        #expect(Set(bundled).isSubset(of: rows.compactMap { $0["sha256"]?.text }))
        #expect(facts["certificates.trustedCount"]?.value == .integer(Int64(rows.count)))
        let local = try FileManager.default.contentsOfDirectory(atPath: "/usr/local/share/ca-certificates")
        #expect(try #require(facts["certificates.addedLocally"]?.value?.list).count >= min(local.count, 1))
    }

    @Test func `one that the distribution does not bring was added locally`() throws {
        let (theirs, ours, dropped) = (
            try CertificateSummaryTests.pem("/CN=theirs"), try CertificateSummaryTests.pem("/CN=ours"),
            try CertificateSummaryTests.pem("/CN=dropped in")
        )
        let fixture = try Fixture([
            "/usr/share/ca-certificates/mozilla/a.crt": theirs, "/usr/local/share/ca-certificates/b.crt": ours,
            "/etc/ssl/certs/ca-certificates.crt": theirs + ours, "/etc/ssl/certs/a.pem": theirs,
            "/etc/ssl/certs/dropped.pem": dropped,
        ])
        try fixture.link("/etc/ssl/certs/0123abcd.0", to: "a.pem")
        try fixture.link("/etc/ssl/certs/dangling.pem", to: "nowhere")
        #expect(try Self.subjects(fixture) == ["CN=dropped in", "CN=ours", "CN=theirs"])
        #expect(try Self.subjects(fixture, local: true) == ["CN=dropped in", "CN=ours"])
    }

    @Test func `what lies in the folder of anchors and is not in the store is not trusted`() throws {
        let fixture = try Fixture([
            "/usr/local/share/ca-certificates/b.crt": try CertificateSummaryTests.pem("/CN=b"),
            "/etc/ssl/certs/ca-certificates.crt": "",
        ])
        #expect(try Self.subjects(fixture).isEmpty)
    }

    @Test func `one that has run out is counted`() throws {
        let expired = try CertificateSummaryTests.pem("/CN=gone", "-days", "1")
        let fixture = try Fixture(["/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem": expired])
        let later = Instant(seconds: 4_000_000_000)
        let facts = CertificatesCollector().collect(in: fixture.machine, at: later)
        #expect(facts.first { $0.key == "certificates.expiredCount" }?.value == .integer(1))
    }

    @Test func `a machine without a store has none, an unreadable one is unknown`() throws {
        #expect(try Fixture().facts(of: CertificatesCollector()).values.allSatisfy(\.isAbsent))
        let huge = try Fixture(["/etc/ssl/certs/x.pem": String(repeating: "x", count: 5 << 20)])
        #expect(try huge.facts(of: CertificatesCollector()).values.allSatisfy { $0.missing != nil })
    }

    @Test func `rubbish among the certificates is counted and hides none`() throws {
        let good = try CertificateSummaryTests.pem("/CN=good")
        let begin = "-----BEGIN CERTIFICATE-----\n"
        let fixture = try Fixture([
            "/etc/ssl/certs/a.pem": begin + "AAAA\n-----END CERTIFICATE-----\n" + good + begin + "cut off",
            "/etc/ssl/certs/b.pem": begin + "!!!\n-----END CERTIFICATE-----\n", "/etc/ssl/certs/empty.pem": "",
        ])
        try fixture.write("/etc/ssl/certs/c.der", bytes: [0x30, 0xFF, 0, 0xFF])
        let facts = try fixture.facts(of: CertificatesCollector())
        #expect(try Self.subjects(fixture) == ["CN=good"])
        #expect(facts["certificates.trusted"]?.evidence.contains("3 not readable") == true)
    }
}

extension FactValue {
    /// A list's elements.
    fileprivate var list: [FactValue]? { if case .list(let values) = self { values } else { nil } }
}
