import Crypto
import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseService
import Testing
import X509

@testable import GatehouseAuthority

/// Requests that no certificate is issued for, and the code that says why.
struct CertificateRequestRefusalTests {
    private let folder: TemporaryFolder
    private let authority: TenantAuthority
    private let tenant = TenantID.random()
    private let device = DeviceID.random()
    private let now = Instant(seconds: 1_800_000_000)

    init() throws {
        folder = try TemporaryFolder()
        authority = try TenantAuthority.fresh(tenant: tenant, now: now)
    }

    private func code(for request: [UInt8]) -> AuthorityError.Code? {
        do throws(AuthorityError) {
            _ = try authority.issueDeviceCertificate(
                for: request, tenant: tenant, device: device, lifetime: .seconds(60), now: now)
            return nil
        } catch {
            return error.code
        }
    }

    /// A request that OpenSSL makes, in DER.
    private func request(_ key: [String], subject: String = "/CN=gatehouse-device") throws -> [UInt8] {
        let keyFile = folder.path + "/key.pem"
        let made: (status: Int32, output: String) =
            key.count == 3
            ? try OpenSSL.run("genpkey", "-algorithm", key[0], "-pkeyopt", key[1] + ":" + key[2], "-out", keyFile)
            : try OpenSSL.run("genpkey", "-algorithm", key[0], "-out", keyFile)
        try #require(made.status == 0, "\(made.output)")
        let file = folder.path + "/request.der"
        let signed = try OpenSSL.run("req", "-new", "-key", keyFile, "-subj", subject, "-outform", "DER", "-out", file)
        try #require(signed.status == 0, "\(signed.output)")
        return Array(try Data(contentsOf: URL(fileURLWithPath: file)))
    }

    @Test(arguments: [
        ["RSA", "rsa_keygen_bits", "1024"], ["RSA", "rsa_keygen_bits", "2048"],
        ["EC", "ec_paramgen_curve", "secp224r1"],
        ["EC", "ec_paramgen_curve", "secp521r1"], ["EC", "ec_paramgen_curve", "secp256k1"], ["ED25519"],
    ])
    func `a weak or foreign kind of key is refused`(key: [String]) throws {
        #expect(code(for: try request(key)) == .weakKey)
    }

    @Test(arguments: ["P-256", "P-384"])
    func `openssl's own requests on strong curves are accepted`(curve: String) throws {
        #expect(code(for: try request(["EC", "ec_paramgen_curve", curve])) == nil)
    }

    @Test(arguments: ["somebody-else", "root", "*"])
    func `a request for another name is refused`(name: String) throws {
        #expect(code(for: try makeCertificateRequest(key: DeviceKey(), commonName: name)) == .foreignName)
        #expect(code(for: try request(["EC", "ec_paramgen_curve", "P-256"], subject: "/O=\(name)")) == .foreignName)
    }

    @Test func `its own names are accepted and another device's are refused`() throws {
        let own = IdentityName.device(tenant, device).description
        let other = IdentityName.device(tenant, .random()).description
        func request(_ uris: [String]) throws -> [UInt8] {
            try makeCertificateRequest(key: DeviceKey(), commonName: device.description, requestedURIs: uris)
        }
        #expect(code(for: try request([])) == nil)
        #expect(code(for: try request([own])) == nil)
        #expect(code(for: try request([other])) == .foreignName)
        #expect(code(for: try request([own, other])) == .foreignName)
        #expect(code(for: try request([IdentityName.server.description])) == .foreignName)
    }

    @Test func `a request that was tampered with at any byte is refused`() throws {
        let good = try makeCertificateRequest(key: DeviceKey(), commonName: "gatehouse-device")
        #expect(code(for: good) == nil)
        for index in good.indices {
            var bad = good
            bad[index] ^= 0x80
            #expect(code(for: bad) != nil, "byte \(index)")
        }
    }

    @Test(arguments: [[], [0x30], [0x30, 0x80], Array(repeating: 0x30, count: 9000)] as [[UInt8]])
    func `what is not a request is refused`(bytes: [UInt8]) {
        #expect(code(for: bytes) == .badRequest)
    }
}
