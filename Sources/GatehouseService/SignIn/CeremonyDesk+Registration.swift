import GatehouseModel
import GatehouseWebAuthn
import GatehouseWire

extension CeremonyDesk {
    /// The most passkeys that a person may have.
    static let mostPasskeys = 20

    func registrationOffer(
        _ state: State, _ purpose: Purpose, _ tenant: Tenant, user: UserID, userName: String, displayName: String,
        known: [Passkey]
    ) throws -> CeremonyOffer {
        let options = try registrationOptions(
            state.decodedChallenge, tenant, user, userName, displayName, known)
        return CeremonyOffer(state: try seal(state, purpose, tenant.id), options: options.json.serialised())
    }

    func verify(
        _ answer: [UInt8], _ challenge: Challenge, _ tenant: Tenant, user: UserID, userName: String,
        displayName: String, isRegistered: Bool
    ) throws -> RegisteredCredential {
        do {
            let response = try RegistrationResponse(bytes: answer)
            let ceremony = RegistrationCeremony(
                options: try registrationOptions(challenge, tenant, user, userName, displayName, []),
                policy: settings.attestation)
            return try ceremony.verify(
                response, isRegistered: isRegistered, cryptography: settings.cryptography, trust: settings.trust())
        } catch let error as WebAuthnError {
            throw ServiceError(error)
        }
    }

    private func registrationOptions(
        _ challenge: Challenge, _ tenant: Tenant, _ user: UserID, _ userName: String, _ displayName: String,
        _ known: [Passkey]
    ) throws -> RegistrationOptions {
        guard let handle = user.handle else { throw ServiceError(.failed, "the person has no handle") }
        let wantsProof = settings.attestation != .anyAuthenticator
        return try RegistrationOptions(
            relyingParty: settings.relyingParty(named: tenant.name),
            user: UserEntity(handle: handle, name: userName, displayName: displayName), challenge: challenge,
            excludedCredentials: known.map {
                CredentialDescriptor(id: $0.record.id, transports: $0.record.transports)
            }, attestation: wantsProof ? .direct : .none)
    }
}

extension Passkey {
    /// A passkey that was just verified.
    init(_ registered: RegisteredCredential, of user: UserID, name: String, at now: Instant) {
        self.init(
            id: .random(), user: user, record: registered.record, name: name,
            attestation: registered.attestation.format, isModelProved: registered.isTrusted, createdAt: now)
    }
}
