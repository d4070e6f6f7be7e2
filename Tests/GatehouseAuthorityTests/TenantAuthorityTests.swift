import Crypto
import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseService
import Testing

@testable import GatehouseAuthority

struct TenantAuthorityTests {
    private let folder: TemporaryFolder
    private let authority: TenantAuthority
    private let tenant = TenantID.random()
    private let device = DeviceID.random()
    private let now = Instant(seconds: Int64(Date().timeIntervalSince1970))

    init() throws {
        folder = try TemporaryFolder()
        authority = try TenantAuthority.fresh(tenant: tenant, now: now)
        _ = try folder.write(authority.root, "ca.pem")
        _ = try folder.write(authority.intermediate, "intermediate.pem")
    }

    private func issueDevice(lifetime: Duration = .seconds(7 * 86_400)) throws -> (DeviceKey, IssuedCertificate) {
        let key = DeviceKey()
        let request = try makeCertificateRequest(key: key, commonName: "gatehouse-device")
        let issued = try authority.issueDeviceCertificate(
            for: request, tenant: tenant, device: device, lifetime: lifetime, now: now)
        return (key, issued)
    }

    /// What `openssl verify` says about a chain, leaf first, for a purpose.
    private func verify(_ chain: String, purpose: String, _ more: String...) throws -> (status: Int32, output: String) {
        let file = try folder.write(chain, "chain.pem")
        let common = ["-x509_strict", "-CAfile", folder.path + "/ca.pem", "-untrusted", file, "-purpose", purpose]
        return try OpenSSL.run(["verify"] + common + more + [file])
    }

    @Test func `a device's certificate names tenant and device and nothing else`() throws {
        let (key, issued) = try issueDevice()
        let read = try PeerCertificate(pemChain: issued.chain)
        #expect(try read.identity() == .device(tenant, device))
        #expect(read.subject == "CN=\(device)")
        #expect(read.publicKeyDER == key.publicKeyDER)
        #expect(read.serial == issued.serial)
        #expect(issued.serial.count == 32)
        #expect(read.issuer == authority.issuerName)
        #expect(issued.notBefore == now - .seconds(300) && read.notBefore == issued.notBefore)
        #expect(issued.notAfter == now + .seconds(7 * 86_400) && read.notAfter == issued.notAfter)
    }

    @Test func `openssl accepts a device as a client and not as a server`() throws {
        let (_, issued) = try issueDevice()
        #expect(try verify(issued.chain, purpose: "sslclient").status == 0)
        #expect(try verify(issued.chain, purpose: "sslserver").status != 0)
        let text = try OpenSSL.run("x509", "-in", folder.path + "/chain.pem", "-noout", "-text").output
        #expect(text.contains("URI:spiffe://\(tenant)/device/\(device)"))
        #expect(text.contains("X509v3 Key Usage: critical\n                Digital Signature\n"))
        #expect(text.contains("X509v3 Extended Key Usage: \n                TLS Web Client Authentication\n"))
        #expect(text.contains("X509v3 Authority Key Identifier"))
        #expect(text.contains("X509v3 Subject Key Identifier"))
        #expect(text.contains("CA:FALSE"))
    }

    @Test func `the serial is spelt as openssl and the keys spell it`() throws {
        let (_, issued) = try issueDevice()
        let file = try folder.write(issued.chain, "chain.pem")
        let line = try OpenSSL.run("x509", "-in", file, "-noout", "-serial").output
        let serial = try #require(line.split(separator: "=").last).trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(CertificateSerial.normalisedSerial(serial) == issued.serial)
    }

    @Test func `the issuer's name is spelt as openssl spells it for nginx`() throws {
        let (_, issued) = try issueDevice()
        let file = try folder.write(issued.chain, "chain.pem")
        let line = try OpenSSL.run("x509", "-in", file, "-noout", "-issuer", "-nameopt", "RFC2253").output
        #expect(line.trimmingCharacters(in: .whitespacesAndNewlines) == "issuer=\(authority.issuerName)")
    }

    @Test func `a chain is leaf first, then the intermediate, without the root`() throws {
        let (_, issued) = try issueDevice()
        #expect(issued.chain.hasSuffix(authority.intermediate))
        #expect(issued.chain.components(separatedBy: "BEGIN CERTIFICATE").count == 3)
        #expect(authority.root.hasSuffix("\n") && authority.intermediate.hasSuffix("\n"))
    }

    @Test func `an enforcement point is a client with its own name and key`() throws {
        let (certificate, key) = try authority.issueEnforcementPointCertificate(
            tenant: tenant, name: "edge-1", lifetime: .seconds(90 * 86_400), now: now)
        #expect(try PeerCertificate(pemChain: certificate.chain).identity() == .enforcementPoint(tenant, "edge-1"))
        #expect(try DeviceKey(pem: key).publicKeyDER == PeerCertificate(pemChain: certificate.chain).publicKeyDER)
        #expect(try verify(certificate.chain, purpose: "sslclient").status == 0)
        #expect(try verify(certificate.chain, purpose: "sslserver").status != 0)
    }

    @Test func `a browser is a client with a name of its own, and each certificate has its own subject`() throws {
        let request = try makeCertificateRequest(key: DeviceKey(), commonName: "gatehouse-browser")
        let issued = try (0..<2).map { _ in
            try authority.issueBrowserCertificate(
                for: request, tenant: tenant, device: device, account: 1000, lifetime: .seconds(86_400), now: now)
        }
        let read = try issued.map { try PeerCertificate(pemChain: $0.chain) }
        #expect(try read[0].identity() == .browser(tenant, device, 1000))
        #expect(read[0].notAfter == now + .seconds(86_400))
        #expect(Set(read.map(\.subject)).count == 2)
        #expect(try verify(issued[0].chain, purpose: "sslclient").status == 0)
        #expect(try verify(issued[0].chain, purpose: "sslserver").status != 0)
    }

    @Test(arguments: ["gatehouse-device", "anna"])
    func `a browser's request for another name than its own is refused`(_ name: String) throws {
        let request = try makeCertificateRequest(key: DeviceKey(), commonName: name)
        #expect(throws: AuthorityError.self) {
            try authority.issueBrowserCertificate(
                for: request, tenant: tenant, device: device, account: 1000, lifetime: .seconds(60), now: now)
        }
        let named = try makeCertificateRequest(
            key: DeviceKey(), commonName: "gatehouse-browser",
            requestedURIs: [IdentityName.device(tenant, device).description])
        #expect(throws: AuthorityError.self) {
            try authority.issueBrowserCertificate(
                for: named, tenant: tenant, device: device, account: 1000, lifetime: .seconds(60), now: now)
        }
    }

    @Test func `a server certificate holds for its names and addresses only`() throws {
        let (certificate, key) = try authority.issueServerCertificate(
            names: ["Gate.example.com", "127.0.0.1", "::1"], lifetime: .seconds(365 * 86_400), now: now)
        #expect(try DeviceKey(pem: key).publicKeyDER == PeerCertificate(pemChain: certificate.chain).publicKeyDER)
        #expect(try verify(certificate.chain, purpose: "sslserver", "-verify_hostname", "gate.example.com").status == 0)
        #expect(try verify(certificate.chain, purpose: "sslserver", "-verify_ip", "127.0.0.1").status == 0)
        #expect(try verify(certificate.chain, purpose: "sslserver", "-verify_ip", "::1").status == 0)
        #expect(
            try verify(certificate.chain, purpose: "sslserver", "-verify_hostname", "other.example.com").status != 0)
        #expect(try verify(certificate.chain, purpose: "sslclient").status != 0)
    }

    @Test func `root and intermediate bound what may stand below them`() throws {
        let root = try OpenSSL.run("x509", "-in", folder.path + "/ca.pem", "-noout", "-text").output
        #expect(root.contains("CA:TRUE, pathlen:1") && root.contains("Certificate Sign, CRL Sign"))
        let issuing = try OpenSSL.run(
            "x509", "-in", folder.path + "/intermediate.pem", "-noout", "-text"
        ).output
        #expect(issuing.contains("CA:TRUE, pathlen:0"))
        #expect(try PeerCertificate(pemChain: authority.root).notAfter == now + .seconds(3650 * 86_400))
        #expect(try PeerCertificate(pemChain: authority.intermediate).notAfter == now + .seconds(730 * 86_400))
    }

    @Test func `no certificate outlives the intermediate`() throws {
        let (_, issued) = try issueDevice(lifetime: .seconds(10_000 * 86_400))
        #expect(issued.notAfter == now + .seconds(730 * 86_400))
        #expect(throws: AuthorityError.self) {
            try authority.issueEnforcementPointCertificate(
                tenant: tenant, name: "a", lifetime: .seconds(60), now: now + .seconds(731 * 86_400))
        }
    }

    @Test(arguments: [
        [], [""], ["a b"], ["-a.example"], ["a..b"], ["*"], ["*.com"], [String(repeating: "a", count: 64)],
    ])
    func `a server name that is none is refused`(names: [String]) {
        #expect(throws: AuthorityError.self) {
            try authority.issueServerCertificate(names: names, lifetime: .seconds(86_400), now: now)
        }
    }

    @Test func `a server certificate of more than 397 days is refused`() {
        #expect(throws: AuthorityError.self) {
            try authority.issueServerCertificate(names: ["a.example"], lifetime: .seconds(398 * 86_400), now: now)
        }
    }

    @Test func `certificates of another tenant are refused`() throws {
        let request = try makeCertificateRequest(key: DeviceKey(), commonName: "")
        #expect(throws: AuthorityError.self) {
            try authority.issueDeviceCertificate(
                for: request, tenant: .random(), device: device, lifetime: .seconds(60), now: now)
        }
    }
}
