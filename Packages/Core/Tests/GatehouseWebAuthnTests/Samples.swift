import GatehouseWebAuthn
import GatehouseWire

/// Values that many tests begin with.
enum Samples {
    static let challenge = [UInt8](repeating: 0xC4, count: 32)
    static let credentialID = [UInt8](repeating: 0x1D, count: 32)
    static let userHandle = [UInt8](repeating: 0x05, count: 64)
    static let aaguid = AAGUID(bytes: (0..<16).map(UInt8.init)) ?? unknownModel
    static let unknownModel = require { AAGUID(bytes: [UInt8](repeating: 0, count: 16)) }
    static let key = require {
        try? COSEKey(.p256(x: [UInt8](repeating: 0x11, count: 32), y: [UInt8](repeating: 0x22, count: 32)))
    }
    static let edwardsKey = require { try? COSEKey(.ed25519([UInt8](repeating: 0x33, count: 32))) }
    static let rsaKey = require {
        try? COSEKey(.rsa(modulus: [UInt8](repeating: 0xB5, count: 256), exponent: [1, 0, 1]))
    }
    static let relyingParty = require {
        try? RelyingParty(id: "example.org", name: "Example", origins: ["https://example.org"])
    }

    static func registration(
        _ relyingParty: RelyingParty = relyingParty, algorithms: [COSEAlgorithm] = [.es256, .eddsa, .rs256],
        challenge: [UInt8] = challenge, userVerification: UserVerification = .required,
        policy: AttestationPolicy = .anyAuthenticator
    ) throws -> RegistrationCeremony {
        let user = UserEntity(handle: try UserHandle(userHandle), name: "ada", displayName: "Ada Lovelace")
        return RegistrationCeremony(
            options: try RegistrationOptions(
                relyingParty: relyingParty, user: user, challenge: try Challenge(challenge), algorithms: algorithms,
                userVerification: userVerification),
            policy: policy)
    }

    static func authentication(
        _ relyingParty: RelyingParty = relyingParty, challenge: [UInt8] = challenge, allowed: [[UInt8]] = [],
        userVerification: UserVerification = .required, expectedUser: [UInt8]? = nil
    ) throws -> AuthenticationCeremony {
        AuthenticationCeremony(
            options: AuthenticationOptions(
                relyingParty: relyingParty, challenge: try Challenge(challenge),
                allowedCredentials: try allowed.map { CredentialDescriptor(id: try CredentialID($0)) },
                userVerification: userVerification),
            expectedUser: try expectedUser.map { try UserHandle($0) })
    }

    static func record(
        counter: UInt32 = 0, isBackupEligible: Bool = false, isBackedUp: Bool = false, key: COSEKey = key,
        id: [UInt8] = credentialID
    ) throws -> CredentialRecord {
        CredentialRecord(
            id: try CredentialID(id), userHandle: try UserHandle(userHandle), publicKey: key, counter: counter,
            isBackupEligible: isBackupEligible, isBackedUp: isBackedUp, wasUserVerified: false, transports: [],
            aaguid: aaguid)
    }

    /// What a browser sends of a credential.
    static func json(id: [UInt8], _ response: [(String, [UInt8])], rest: [JSON.Member] = []) -> [UInt8] {
        let id = JSON.string(Base64.encodeURL(id))
        return JSON.object(
            [
                JSON.Member("id", id), JSON.Member("rawId", id),
                JSON.Member(
                    "response",
                    .object(response.map { JSON.Member($0.0, .string(Base64.encodeURL($0.1))) })),
                JSON.Member("type", .string("public-key")), JSON.Member("clientExtensionResults", .object([])),
            ] + rest
        ).serialised()
    }

    /// Samples that cannot be made end the tests at once.
    private static func require<Value>(_ make: () -> Value?) -> Value {
        guard let value = make() else { preconditionFailure("a sample was refused") }
        return value
    }
}
