import GatehouseKeys
import GatehouseTPM

/// This machine's TPM, for what a device proves with it.
///
/// Everything blocks, some of it for seconds: never call it on an event loop.
struct TPMDevice: Sendable {
    private let connection: TPMConnection
    private let eventLogPath: String

    /// Where the kernel keeps the firmware's event log.
    static let eventLogPath = "/sys/kernel/security/tpm0/binary_bios_measurements"

    init(
        path: String = TPMConnection.devicePath, eventLogPath: String = Self.eventLogPath
    ) throws(TPMDeviceError) {
        connection = try TPMConnection(path: path)
        self.eventLogPath = eventLogPath
    }

    /// Who made the TPM, by its own word.
    func properties() throws(TPMDeviceError) -> TPMProperties {
        try connection.run(ReadProperties(), to: "read the TPM's properties")
    }

    /// The endorsement key by the first template that the maker certified a key of, with its certificates; by the first
    /// template of all when there is no certificate.
    func endorsement() throws(TPMDeviceError) -> (template: EndorsementTemplate, evidence: EndorsementEvidence) {
        for template in EndorsementTemplate.allCases {
            guard let certificate = try memory(template.certificateIndex) else { continue }
            let chain = [DERValue.first(in: certificate)] + (try chainCertificates())
            return (template, try evidence(template, chain))
        }
        return (.eccP256, try evidence(.eccP256, []))
    }

    private func evidence(
        _ template: EndorsementTemplate, _ certificates: [[UInt8]]
    ) throws(TPMDeviceError) -> EndorsementEvidence {
        EndorsementEvidence(
            certificates: certificates, publicArea: try endorsementKey(template).publicArea.bytes)
    }

    func endorsementKey(_ template: EndorsementTemplate) throws(TPMDeviceError) -> TPMKey {
        try primary(.endorsement, template.publicArea, to: "derive the endorsement key")
    }

    /// The attestation key of `salt`, 32 random bytes that are no secret: the same salt gives the same key again.
    func attestationKey(salt: [UInt8]) throws(TPMDeviceError) -> TPMKey {
        try primary(.endorsement, .attestationKey(salt: salt), to: "derive the attestation key")
    }

    /// Reads the secret of a credential that was made for the two keys; `nonce` is 16 random bytes.
    func activate(
        _ credential: ProtectedCredential, attestationKey: TPMKey, template: EndorsementTemplate, nonce: [UInt8]
    ) throws(TPMDeviceError) -> [UInt8] {
        let endorsementKey = try endorsementKey(template)
        func secret(_ authorisation: TPMAuthorisation) throws(TPMDeviceError) -> [UInt8] {
            try connection.run(
                ActivateCredential(
                    attestationKey: attestationKey.handle, endorsementKey: endorsementKey.handle,
                    endorsementAuthorisation: authorisation, credential: credential),
                to: "read the credential")
        }
        guard template.needsPolicySession else { return try secret(.password) }
        let session = try connection.run(StartPolicySession(nonce: nonce), to: "begin a session")
        do {
            try connection.run(PolicySecret(hierarchy: .endorsement, session: session), to: "authorise a session")
            return try secret(.policy(session))
        } catch {
            // A session ends with the command that it authorised, but not with one that failed.
            _ = try? connection.run(FlushContext(handle: session), to: "end a session")
            throw error
        }
    }

    /// Makes a fresh device key; only this TPM can load it.
    func makeDeviceKey() throws(TPMDeviceError) -> WrappedKey {
        let parent = try storageRootKey()
        return try connection.run(CreateKey(parent: parent.handle, template: .deviceKey), to: "make a device key")
    }

    /// Loads a key that ``makeDeviceKey()`` made.
    func load(_ key: WrappedKey) throws(TPMDeviceError) -> TPMKey {
        let parent = try storageRootKey()
        let loaded = try connection.run(LoadKey(parent: parent.handle, key: key), to: "load the device key")
        return TPMKey(loaded, connection)
    }

    /// Signs the SHA-256 digest of `message`.
    func sign(_ message: [UInt8], with key: TPMKey) throws(TPMDeviceError) -> TPMSignature {
        let digest = TPMHash.digest(.sha256, message) ?? []
        return try connection.run(Sign(key: key.handle, digest: digest), to: "sign")
    }

    /// Has the attestation key sign that `key` is in the same TPM.
    func certify(
        _ key: TPMKey, by attestationKey: TPMKey, nonce: [UInt8]
    ) throws(TPMDeviceError) -> SignedAttestation {
        try connection.run(
            Certify(object: key.handle, signer: attestationKey.handle, nonce: nonce), to: "certify the device key")
    }

    private func storageRootKey() throws(TPMDeviceError) -> TPMKey {
        try primary(.owner, .storageRootKey, to: "derive the storage root key")
    }

    private func primary(
        _ hierarchy: TPMHandle, _ template: TPMPublic, to what: String
    ) throws(TPMDeviceError) -> TPMKey {
        TPMKey(try connection.run(CreatePrimary(hierarchy: hierarchy, template: template), to: what), connection)
    }
}

extension TPMDevice {
    /// How often registers are read anew when they change meanwhile.
    private static let attempts = 5

    /// Has the attestation key sign the registers, and reads them and, if wanted, the event log.
    func quote(
        by attestationKey: TPMKey, nonce: [UInt8], selection: PCRSelection, withEventLog: Bool = true
    ) throws(TPMDeviceError) -> QuoteEvidence {
        for _ in 0..<Self.attempts {
            let registers = try self.registers(selection)
            let statement = try connection.run(
                Quote(signer: attestationKey.handle, nonce: nonce, selection: selection), to: "quote the registers")
            // The operating system goes on measuring: values and quote must be of one moment.
            guard covers(statement, registers) else { continue }
            return QuoteEvidence(
                statement: statement, registers: registers,
                eventLog: withEventLog ? FileBytes.read(eventLogPath, limit: EventLog.sizeLimit) : nil)
        }
        throw TPMDeviceError(.unsettled, "the TPM's registers change faster than they can be quoted")
    }

    private func covers(_ statement: SignedAttestation, _ registers: PCRValues) -> Bool {
        guard let attestation = try? TPMAttestation(bytes: statement.attested),
            case .quote(let selection, let digest) = attestation.claim
        else { return false }
        return TPMHash.digest(.sha256, selection.positions.flatMap { registers[$0] ?? [] }) == digest
    }

    private func registers(_ selection: PCRSelection) throws(TPMDeviceError) -> PCRValues {
        var values = PCRValues()
        var rest = selection
        while !rest.isEmpty {
            let reading = try connection.run(ReadPCRs(selection: rest), to: "read the registers")
            guard !reading.values.isEmpty else {
                throw TPMDeviceError(.refused, "the TPM has no such registers")
            }
            values.merge(reading.values) { $1 }
            rest = PCRSelection(
                banks: rest.banks.map { bank in
                    .init(
                        hash: bank.hash,
                        registers: bank.registers.filter { values[PCRPosition(hash: bank.hash, register: $0)] == nil })
                })
        }
        return values
    }
}

extension TPMDevice {
    /// Where makers keep the certificates of their authorities, one after the other (EK credential profile §2.2.1.5.2).
    private static let chainIndices = UInt32(0x01C0_0100)...0x01C0_01FF

    /// Certificates between the endorsement key's and the root, as far as the maker put them into the TPM.
    private func chainCertificates() throws(TPMDeviceError) -> [[UInt8]] {
        var bytes = [UInt8]()
        for index in Self.chainIndices {
            guard let part = try memory(TPMHandle(rawValue: index)) else { break }
            bytes += part
        }
        return Array(DERValue.all(in: bytes).prefix(EndorsementRoots.chainLimit - 1))
    }

    /// What an index of the TPM's memory holds; `nil` when there is no such index.
    private func memory(_ index: TPMHandle) throws(TPMDeviceError) -> [UInt8]? {
        let size: Int
        do {
            size = try connection.run(ReadMemoryPublic(index: index), to: "look for a certificate")
        } catch {
            guard error.code == .refused else { throw error }
            return nil
        }
        var bytes = [UInt8]()
        while bytes.count < size {
            let count = min(ReadMemory.stride, size - bytes.count)
            let part = try connection.run(
                ReadMemory(index: index, offset: bytes.count, count: count), to: "read a certificate")
            guard !part.isEmpty else { break }
            bytes += part
        }
        return bytes
    }
}
