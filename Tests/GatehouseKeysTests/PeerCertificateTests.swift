import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import Testing

@Suite struct PeerCertificateTests {
    private static let now = Instant(seconds: 1_795_294_585)
    private static let tenant = TenantID(high: 0x1_0000_0000_4000, low: 1 << 63)
    private static let device = DeviceID(high: 0x2_0000_0000_4000, low: 1 << 63)
    private let pki: TestPKI

    init() throws { pki = try TestPKI(now: Self.now) }

    private func code(_ leaf: TestPKI.Leaf) throws -> KeyError.Code? {
        let certificate = try pki.issue(leaf).certificate
        do throws(KeyError) {
            _ = try certificate.identity()
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `validity, issuer and identity are read`() throws {
        var leaf = TestPKI.Leaf.device(Self.tenant, Self.device)
        leaf.notBefore = Self.now
        leaf.notAfter = Self.now + .seconds(60)
        let issued = try pki.issue(leaf)
        let certificate = issued.certificate
        #expect(certificate.notBefore == Self.now)
        #expect(certificate.notAfter == Self.now + .seconds(60))
        #expect(certificate.issuer == "CN=Test Intermediate")
        #expect(try certificate.identity() == .device(Self.tenant, Self.device))
        #expect(try PeerCertificate(pemChain: issued.chainPEM) == certificate)
        #expect(try DeviceKey(pem: issued.keyPEM).publicKeyDER == certificate.publicKeyDER)
    }

    @Test func `a certificate names exactly one identity of ours`() throws {
        let name = IdentityName.device(Self.tenant, Self.device).description
        var leaf = TestPKI.Leaf()
        #expect(try code(leaf) == .badName)
        leaf.uris = [name, name]
        #expect(try code(leaf) == .badName)
        leaf.uris = ["https://example.org"]
        #expect(try code(leaf) == .badName)
        leaf.uris = [name]
        #expect(try code(leaf) == nil)
    }

    @Test func `a serial is spelt as nginx spells it, once normalised`() throws {
        var leaf = TestPKI.Leaf()
        leaf.serial = [0x0A, 0xBC, 0x00]
        #expect(try pki.issue(leaf).certificate.serial == "0abc00")
        leaf.serial = [0x00, 0xFF]
        #expect(try pki.issue(leaf).certificate.serial == "ff")
    }

    @Test(arguments: [
        ("0ABC00", "0abc00"), ("ABC00", "0abc00"), ("00FF", "ff"), ("0A:bc:00", "0abc00"), ("0", "00"),
        ("05", "05"), (String(repeating: "F", count: 40), String(repeating: "f", count: 40)),
    ])
    func `every spelling of a serial becomes one`(text: String, expected: String) {
        #expect(CertificateSerial.normalisedSerial(text) == expected)
    }

    @Test(arguments: ["", "xyz", "-1", " 01", String(repeating: "F", count: 43)])
    func `what is not a serial is refused`(text: String) {
        #expect(CertificateSerial.normalisedSerial(text) == nil)
    }

    @Test func `what is not a certificate is refused`() {
        #expect { try PeerCertificate(der: [0x30, 0]) } throws: { ($0 as? KeyError)?.code == .notDER }
        #expect { try PeerCertificate(pemChain: "") } throws: { ($0 as? KeyError)?.code == .notPEM }
    }
}
