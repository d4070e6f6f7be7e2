import Crypto
import GatehouseKeys
import GatehouseModel
import GatehouseTPM
import GatehouseTestSupport
import Testing

@Suite struct EndorsementRootsTests {
    private let now = Instant(milliseconds: 1_800_000_000_000)
    private let tpm = TestTPM()

    private func check(
        _ certificates: [[UInt8]], key: TPMPublic? = nil, roots: [String]
    ) async throws -> EndorsementKey {
        let evidence = EndorsementEvidence(certificates: certificates, publicArea: (key ?? tpm.endorsementKey).bytes)
        return try await EndorsementRoots(roots: roots).check(evidence, at: now)
    }

    private func refusal(
        _ certificates: [[UInt8]], key: TPMPublic? = nil, roots: [String] = []
    ) async -> AttestationError.Code? {
        await #expect(throws: AttestationError.self) { try await check(certificates, key: key, roots: roots) }?.code
    }

    @Test func `a key that a configured maker certified is hardware and can be attested`() async throws {
        let maker = try TestTPMMaker(now: now)
        let key = try await check([try maker.certify(tpm.endorsementKey)], roots: [maker.rootPEM])
        #expect(key.trust == .hardware(TPMMaker(manufacturer: "IFX", model: "SLB9670", version: "id:00070055")))
        #expect(key.trust.assurance == .attested)
        #expect(key.digest.count == 64)
    }

    @Test func `a maker that nobody configured is software`() async throws {
        let maker = try TestTPMMaker(now: now)
        let key = try await check(
            [try maker.certify(tpm.endorsementKey)], roots: [try TestTPMMaker(now: now).rootPEM])
        #expect(key.trust == .software(.untrustedChain))
        #expect(key.trust.assurance == .agentVerified)
    }

    /// `id:49424D00` is IBM: the reference simulator; `id:00001014` is what swtpm writes; VMware; Hyper-V.
    @Test(arguments: ["id:49424D00", "id:00001014", "id:564D5700", "id:4D534654", "IFX", "id:ZZZZZZZZ", ""])
    func `a maker of software TPMs is software whatever root is configured`(_ manufacturer: String) async throws {
        let maker = try TestTPMMaker(now: now)
        var wishes = TestTPMMaker.Wishes()
        wishes.manufacturer = manufacturer
        let key = try await check([try maker.certify(tpm.endorsementKey, wishes)], roots: [maker.rootPEM])
        #expect(key.trust == .software(.unknownMaker))
    }

    @Test func `a key without a certificate is software`() async throws {
        #expect(try await check([], roots: []).trust == .software(.noCertificate))
    }

    @Test func `a certificate that has expired leads nowhere`() async throws {
        let maker = try TestTPMMaker(now: now)
        var wishes = TestTPMMaker.Wishes()
        wishes.expiresIn = -1
        let key = try await check([try maker.certify(tpm.endorsementKey, wishes)], roots: [maker.rootPEM])
        #expect(key.trust == .software(.untrustedChain))
    }

    @Test func `the certificate of another TPM is refused`() async throws {
        let maker = try TestTPMMaker(now: now)
        let foreign = try maker.certify(TestTPM().endorsementKey)
        #expect(await refusal([foreign], roots: [maker.rootPEM]) == .foreignEndorsementKey)
    }

    @Test func `a certificate for another use is refused`() async throws {
        let maker = try TestTPMMaker(now: now)
        var wishes = TestTPMMaker.Wishes()
        wishes.usage = [1, 3, 6, 1, 5, 5, 7, 3, 2]
        #expect(
            await refusal([try maker.certify(tpm.endorsementKey, wishes)], roots: [maker.rootPEM])
                == .notEndorsementCertificate)
    }

    @Test func `an authority's certificate is refused`() async throws {
        let maker = try TestTPMMaker(now: now)
        var wishes = TestTPMMaker.Wishes()
        wishes.isAuthority = true
        #expect(
            await refusal([try maker.certify(tpm.endorsementKey, wishes)], roots: [maker.rootPEM])
                == .notEndorsementCertificate)
    }

    @Test func `an endorsement key that signs is refused`() async throws {
        var key = tpm.endorsementKey
        key.attributes.insert(.sign)
        #expect(await refusal([], key: key) == .unknownEndorsementTemplate)
    }

    @Test func `an endorsement key that could leave its TPM is refused`() async throws {
        var key = tpm.endorsementKey
        key.attributes.remove(.fixedTPM)
        #expect(await refusal([], key: key) == .unknownEndorsementTemplate)
    }

    @Test func `a point that is not on the curve is refused`() async throws {
        var key = tpm.endorsementKey
        guard case .ecc(var ecc) = key.key else { return }
        ecc.y = [UInt8](repeating: 1, count: 32)
        key.key = .ecc(ecc)
        #expect(await refusal([], key: key) == .unsupportedKey)
    }

    @Test func `bytes that are no certificate are refused`() async throws {
        #expect(await refusal([[0x30, 0x03, 1, 1, 1]]) == .notEndorsementCertificate)
    }

    @Test func `more certificates than any chain has are refused`() async throws {
        let one = try TestTPMMaker(now: now).certify(tpm.endorsementKey)
        #expect(await refusal([[UInt8]](repeating: one, count: 9)) == .malformed)
    }
}
