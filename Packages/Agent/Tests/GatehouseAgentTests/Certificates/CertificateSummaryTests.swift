import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

struct CertificateSummaryTests {
    /// A certificate that `openssl` makes and signs itself, as PEM.
    static func pem(_ subject: String, _ more: String...) throws -> String {
        let folder = try Fixture()
        return try withExtendedLifetime(folder) {
            let outcome = try Tool.openssl.run(
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                    folder.path + "/key", "-subj", subject, "-utf8", "-multivalue-rdn",
                ] + more)
            try #require(outcome.status == 0, "\(outcome.error)")
            return outcome.output
        }
    }

    /// What `openssl x509` says: subject, issuer, end and fingerprint.
    private static func openssl(_ pem: String) throws -> [String] {
        let output = try Tool.openssl.output(
            "x509", "-noout", "-subject", "-issuer", "-enddate", "-fingerprint", "-sha256", "-nameopt",
            "RFC2253,-esc_msb", "-dateopt", "iso_8601", input: pem)
        return output.split(separator: "\n").map { line in
            String(line[line.index(after: line.firstIndex(of: "=") ?? line.startIndex)...])
        }
    }

    private static func compare(_ der: [UInt8]) throws {
        let text = Data(der).base64EncodedString(options: .lineLength64Characters)
        let theirs = try openssl("-----BEGIN CERTIFICATE-----\n\(text)\n-----END CERTIFICATE-----\n")
        let ours = try #require(CertificateSummary(der[...]))
        #expect(ours.subject == theirs[0] && ours.issuer == theirs[1])
        #expect(ours.notAfter.description == theirs[2].replacingOccurrences(of: " ", with: "T"))
        #expect(ours.fingerprint == theirs[3].replacingOccurrences(of: ":", with: "").lowercased())
    }

    @Test func `every certificate that this machine trusts reads as openssl reads it`() throws {
        let bundle = try Machine().bytes("/etc/ssl/certs/ca-certificates.crt")
        let certificates = PEMReader.certificates(in: bundle)
        #expect(certificates.count > 100)
        for certificate in certificates { try Self.compare(certificate) }
    }

    @Test(arguments: [
        "/CN=plain", "/C=DE/ST=Bayern/L=München/O=Größe \\+ Söhne, \\\"KG\\\"/CN= leading and trailing ",
        "/DC=org/DC=example/UID=ada+CN=Ada/emailAddress=ada@example.org", "/CN=#hash;semi<less>more\\\\back",
        "/serialNumber=12/postalCode=80331/street=Weg 1/title=Dr/SN=L/GN=A/CN=x", "/businessCategory=odd/CN=y",
        "/1.2.840.99.5=odd/CN=y",
    ])
    func `names of every kind read as openssl reads them`(subject: String) throws {
        let der = try #require(PEMReader.certificates(in: Array(try Self.pem(subject).utf8)).first)
        try Self.compare(der)
    }

    @Test func `a year beyond 2049 is written in another way`() throws {
        let pem = try Self.pem("/CN=late", "-days", "40000")
        try Self.compare(try #require(PEMReader.certificates(in: Array(pem.utf8)).first))
    }

    @Test func `a cut-off certificate is none, whatever is missing`() throws {
        let der = try #require(PEMReader.certificates(in: Array(try Self.pem("/CN=x").utf8)).first)
        for count in 0..<der.count { #expect(CertificateSummary(der[..<count]) == nil) }
        #expect(CertificateSummary((der + [1, 2, 3])[...])?.subject == "CN=x")
    }

    @Test func `damaged certificates cause no crashes`() throws {
        var random = Seeded(FuzzEffort.seed(31))
        let der = try #require(PEMReader.certificates(in: Array(try Self.pem("/O=A/CN=x").utf8)).first)
        for _ in 0..<FuzzEffort.rounds(4000) {
            if let read = CertificateSummary(Mutation.of(der, with: &random)[...]) {
                #expect(read.fingerprint.utf8.count == 64)
            }
        }
    }

    @Test(
        arguments: [
            [0x30, 0x80, 0, 0], [0x30, 0x81, 0x05, 0, 0, 0, 0, 0], [0x30, 0x82, 0x00, 0x80],
            [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF],
            [0x1F, 0x01, 0x00], [0x30], [0x30, 0x01], [],
        ] as [[UInt8]])
    func `a length that DER does not allow is refused`(bytes: [UInt8]) {
        var reader = DERReader(bytes[...])
        let element = reader.next()
        #expect(element == nil)
    }

    @Test func `digests are those of sha256sum`() throws {
        let fixture = try Fixture()
        var random = Seeded(1)
        let lengths = Array(0...130) + [1000, 65_537]
        for length in lengths {
            try fixture.write("/\(length)", bytes: (0..<length).map { _ in .random(in: 0...255, using: &random) })
        }
        let output = try Tool.sha256sum.run(lengths.map { "\(fixture.path)/\($0)" }).output
        for (length, line) in zip(lengths, output.split(separator: "\n")) {
            let ours = Hex.encode(SHA256.hash(try fixture.machine.bytes("/\(length)")))
            #expect(line.hasPrefix(ours), "\(length) bytes")
        }
    }

    @Test func `base 64 is Foundation's, and what is none is refused`() {
        var random = Seeded(2)
        for length in 0..<200 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(PEMReader.decode(Array(Data(bytes).base64EncodedString().utf8)) == bytes)
        }
        for text in ["A", "AB", "ABC", "A===", "AB=C", "AB C", "ABC\0", "____"] {
            #expect(PEMReader.decode(Array(text.utf8)) == nil, "\(text)")
        }
    }
}
