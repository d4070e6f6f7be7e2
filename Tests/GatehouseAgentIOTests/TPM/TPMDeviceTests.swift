import GatehouseKeys
import GatehouseModel
import GatehouseTPM
import GatehouseTestSupport
import Testing

@testable import GatehouseAgentIO

/// The whole proof with a real, if software, TPM: the device's side by ``TPMDevice``, the server's by `GatehouseKeys`.
@Suite(.serialized) struct TPMDeviceTests {
    private let tpm: SoftwareTPM
    private let salt = CredentialChallenge.random()

    init() throws { tpm = try SoftwareTPM() }

    private func roots() throws -> EndorsementRoots {
        let authorities = try SoftwareTPM.authorities()
        return try EndorsementRoots(roots: [authorities.root], intermediates: [authorities.intermediate])
    }

    @Test func `a software TPM says so and never counts as hardware`() async throws {
        let device = try tpm.device()
        #expect(try device.properties().manufacturer == "IBM" && device.properties().vendor == "SW   TPM")
        let evidence = try device.endorsement().evidence
        #expect(evidence.certificates.count == 1)
        #expect(try await roots().check(evidence, at: .now()).trust == .software(.unknownMaker))
        #expect(try await EndorsementRoots().check(evidence, at: .now()).trust == .software(.untrustedChain))
    }

    @Test(arguments: EndorsementTemplate.allCases)
    func `a credential for its two keys is read by the TPM`(_ template: EndorsementTemplate) async throws {
        let device = try tpm.device()
        let attestationKey = try device.attestationKey(salt: salt)
        let endorsementKey = try await endorsementKey(device, template)
        let checked = try AttestationKey(publicArea: attestationKey.publicArea.bytes)
        #expect(checked.name == attestationKey.name)
        let challenge = try CredentialChallenge(endorsementKey: endorsementKey, attestationKey: checked)
        let secret = try device.activate(
            challenge.credential, attestationKey: attestationKey, template: template, nonce: Array(salt.prefix(16)))
        try CredentialChallenge.check(secret, secretHash: challenge.secretHash)
    }

    private func endorsementKey(
        _ device: TPMDevice, _ template: EndorsementTemplate
    ) async throws -> EndorsementKey {
        let publicArea = try device.endorsementKey(template).publicArea
        #expect(EndorsementTemplate(of: publicArea) == template)
        return try await EndorsementRoots().check(
            EndorsementEvidence(certificates: [], publicArea: publicArea.bytes), at: .now())
    }

    @Test func `another TPM cannot read the credential`() async throws {
        let device = try tpm.device()
        let attestationKey = try device.attestationKey(salt: salt)
        let foreign = try await EndorsementRoots().check(
            EndorsementEvidence(certificates: [], publicArea: TestTPM().endorsementKey.bytes), at: .now())
        let challenge = try CredentialChallenge(
            endorsementKey: foreign, attestationKey: AttestationKey(publicArea: attestationKey.publicArea.bytes))
        let refusal = #expect(throws: TPMDeviceError.self) {
            try device.activate(
                challenge.credential, attestationKey: attestationKey, template: .eccP256, nonce: Array(salt.prefix(16)))
        }
        #expect(refusal?.message.contains("`integrity`") == true)
        #expect(throws: Never.self) { try device.attestationKey(salt: salt) }
    }

    @Test func `an attestation key that is not in this TPM cannot be slipped in`() async throws {
        let device = try tpm.device()
        let attestationKey = try device.attestationKey(salt: salt)
        let endorsementKey = try await endorsementKey(device, .eccP256)
        let challenge = try CredentialChallenge(
            endorsementKey: endorsementKey, attestationKey: AttestationKey(publicArea: TestTPM().attestationKey.bytes))
        #expect(throws: TPMDeviceError.self) {
            try device.activate(
                challenge.credential, attestationKey: attestationKey, template: .eccP256, nonce: Array(salt.prefix(16)))
        }
        let code = #expect(throws: AttestationError.self) {
            try CredentialChallenge.check(CredentialChallenge.random(), secretHash: challenge.secretHash)
        }?.code
        #expect(code == .wrongCredential)
    }

    @Test func `the same salt gives the same attestation key and another one another`() throws {
        let device = try tpm.device()
        let name = try device.attestationKey(salt: salt).name
        #expect(try device.attestationKey(salt: salt).name == name)
        #expect(try device.attestationKey(salt: CredentialChallenge.random()).name != name)
    }

    @Test func `a device key is certified and signs its request`() throws {
        let wrapped = try WrappedKey(bytes: tpm.device().makeDeviceKey().bytes)
        let request = try CheckedCertificateRequest(
            der: makeCertificateRequest(signer: TPMSigner(path: tpm.socket, key: wrapped), commonName: "device"))
        let device = try tpm.device()
        let attestationKey = try device.attestationKey(salt: salt)
        let key = try device.load(wrapped)
        let nonce = CredentialChallenge.random()
        let clock = try AttestationKey(publicArea: attestationKey.publicArea.bytes).certification(
            device.certify(key, by: attestationKey, nonce: nonce), of: key.publicArea.bytes,
            publicKeyDER: request.publicKeyDER, nonce: nonce)
        #expect(clock.resetCount > 0)
    }

    @Test func `another TPM cannot load the device key`() throws {
        let wrapped = try tpm.device().makeDeviceKey()
        tpm.stop()
        try tpm.start()
        #expect(throws: Never.self) { try tpm.device().load(wrapped) }
        try tpm.tool("clear")
        let refusal = #expect(throws: TPMDeviceError.self) { try tpm.device().load(wrapped) }
        #expect(refusal?.message.contains("`integrity`") == true)
    }

    @Test func `a TPM whose hierarchy has a password is refused with a hint`() throws {
        try tpm.tool("changeauth", "-c", "endorsement", "secret")
        let refusal = #expect(throws: TPMDeviceError.self) { try tpm.device().attestationKey(salt: salt) }
        #expect(refusal?.message.contains("hint: ") == true)
    }

    @Test func `a machine without a TPM says so`() {
        #expect(#expect(throws: TPMDeviceError.self) { try TPMDevice(path: "/nonexistent") }?.code == .absent)
    }

    @Test func `much work leaves nothing loaded`() throws {
        let device = try tpm.device()
        for _ in 0..<6 {
            let attestationKey = try device.attestationKey(salt: salt)
            let key = try device.load(device.makeDeviceKey())
            _ = try device.certify(key, by: attestationKey, nonce: salt)
        }
    }
}
