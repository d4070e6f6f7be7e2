import CryptoExtras
import GatehouseKeys
import GatehouseModel
import GatehouseOpenID
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Testing

/// Applications that prove themselves by a certificate.
@Suite struct AssertionTests {
    private let key: _RSA.Signing.PrivateKey
    private let certificate: RSACertificate

    init() throws {
        key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        certificate = try RSACertificate(key)
    }

    private func program(_ fixture: Fixture) async throws -> TokenProgram {
        let program = try await TokenProgram(fixture)
        _ = try await fixture.applications.addCertificate(
            certificate.pem, to: "inventory", as: fixture.caller(.administrator))
        try await fixture.catchUp()
        return program
    }

    @Test func `an assertion by the application's certificate is exchanged once, on whichever node`() async throws {
        let program = try await program(Fixture())
        let signer = PS256Signer(key: key)
        let answer = try await program.ask(assertion: signer, certificate: certificate.der, id: "a")
        #expect(try ClaimsSet(reading: CompactJWS(answer.accessToken).payload)["appidacr"] == .string("2"))
        let again = await program.refusal {
            _ = try await program.ask(assertion: signer, certificate: certificate.der, id: "a")
        }
        #expect(again == .assertionReused)
        _ = try await program.ask(assertion: signer, certificate: certificate.der, id: "b")
    }

    @Test func `of assertions that come at once only one counts`() async throws {
        let program = try await program(Fixture())
        let (key, der) = (key, certificate.der)
        let counted = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (try? await program.ask(assertion: PS256Signer(key: key), certificate: der, id: "race")) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(counted == 1)
    }

    @Test func `an assertion for another server, or by another key, is refused`() async throws {
        let program = try await program(Fixture())
        let elsewhere = await program.refusal {
            _ = try await program.ask(
                assertion: PS256Signer(key: key), certificate: certificate.der, id: "c",
                audience: "https://evil.example/token")
        }
        #expect(elsewhere == .audienceWrong)
        let foreign = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let forged = await program.refusal {
            _ = try await program.ask(assertion: PS256Signer(key: foreign), certificate: certificate.der, id: "d")
        }
        #expect(forged == .signatureWrong)
    }

    @Test func `a certificate that was removed, or has ended, counts no more`() async throws {
        let fixture = try await Fixture()
        let program = try await program(fixture)
        try await fixture.applications.removeCertificate(
            certificate.thumbprint, of: "inventory", as: fixture.caller(.administrator))
        try await fixture.catchUp()
        let refusal = await program.refusal {
            _ = try await program.ask(assertion: PS256Signer(key: key), certificate: certificate.der, id: "e")
        }
        #expect(refusal == .keyUnknown)
    }

    @Test func `a weak key is not taken, nor what is no certificate`() async throws {
        let fixture = try await Fixture()
        _ = try await TokenProgram(fixture)
        let refusal = await fixture.code {
            _ = try await fixture.applications.addCertificate(
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", to: "inventory",
                as: fixture.caller(.administrator))
        }
        #expect(refusal == .invalid)
    }
}
