import Foundation
import GatehouseModel
import GatehouseOpenID

/// What a person gave an application by signing in: what a code stands for, and then a family of tokens.
struct SignInGrant: Codable, Hashable, Sendable {
    /// Names the grant in the tokens that came of it.
    var id: String
    var application: ClientApplicationID
    var user: UserID
    var session: SessionID
    /// What was asked for and given, as text.
    var scope: String
    /// When the person proved who they are (`auth_time`), in milliseconds.
    var authenticatedAt: Int64
    /// How (`amr`).
    var references: [String]
    /// Comes back in the ID token.
    var nonce: String?
    /// The device that the session is bound to, where the tokens go to a program on it.
    var device: DeviceID?
    /// How well the person proved who they are (`acr`).
    var context: String?
    /// The application can answer a claims challenge (`xms_cc`).
    var answersChallenges: Bool?

    /// When the person proved who they are.
    var signedInAt: Instant { Instant(milliseconds: authenticatedAt) }
}

/// A code as it is kept.
struct StoredCode: Codable, Hashable, Sendable {
    var grant: SignInGrant
    var redirectURI: String
    /// SHA-256 that its verifier must have, in hexadecimal.
    var challenge: String
    var expires: Int64
    var isSpent: Bool

    /// As the protocol judges it; `nil` for a row that cannot be one.
    var code: AuthorizationCode? {
        guard let clientID = ClientID(grant.application.description), let bytes = Hex.decode(challenge),
            let challenge = CodeChallenge(hash: bytes)
        else { return nil }
        return AuthorizationCode(
            clientID: clientID, redirectURI: redirectURI, challenge: challenge,
            expires: Instant(milliseconds: expires), isSpent: isSpent)
    }
}

/// A family of refresh tokens as it is kept, with what its tokens are worth.
struct StoredFamily: Codable, Hashable, Sendable {
    struct Exchange: Codable, Hashable, Sendable {
        var hash: String
        var time: Int64
    }

    var grant: SignInGrant
    /// Whether the client may refresh at all (`offline_access`); otherwise the family only says what its access token is.
    var isOffline: Bool
    var certificate: String?
    var expires: Int64
    var idleSeconds: Int64
    var current: String
    var issuedAt: Int64
    var exchanged: Exchange?
    var revocation: String?

    init(_ family: RefreshFamily, of grant: SignInGrant, isOffline: Bool) {
        self.grant = grant
        self.isOffline = isOffline
        certificate = family.holder.certificateSHA256.map { Hex.encode($0) }
        expires = family.expires.milliseconds
        idleSeconds = family.idleLimit.components.seconds
        current = Hex.encode(family.current)
        issuedAt = family.issuedAt.milliseconds
        exchanged = family.exchanged.map { Exchange(hash: Hex.encode($0.hash), time: $0.time.milliseconds) }
        revocation = family.revocation?.rawValue
    }

    /// As the protocol judges it; `nil` for a row that cannot be one.
    var family: RefreshFamily? {
        guard let clientID = ClientID(grant.application.description), let current = Hex.decode(current) else {
            return nil
        }
        return RefreshFamily(
            holder: RefreshFamily.Holder(clientID: clientID, certificateSHA256: certificate.flatMap { Hex.decode($0) }),
            expires: Instant(milliseconds: expires), idleLimit: .seconds(idleSeconds), grace: .seconds(10),
            current: current, issuedAt: Instant(milliseconds: issuedAt),
            exchanged: exchanged.flatMap { exchange in
                Hex.decode(exchange.hash).map {
                    RefreshFamily.Exchange(hash: $0, time: Instant(milliseconds: exchange.time))
                }
            }, revocation: revocation.flatMap(RefreshFamily.Revocation.init))
    }
}

/// A request that waits for somebody's sign-in, as it is kept.
struct StoredInteraction: Codable, Hashable, Sendable {
    /// The request as it came: it is read and judged again before the answer.
    var request: String
    var createdAt: Int64
}

extension TokenState {
    /// The body as this type; throws for a row that is damaged.
    func read<Body: Decodable>(_ type: Body.Type) throws -> Body {
        do {
            return try JSONDecoder().decode(type, from: Data(body.utf8))
        } catch {
            throw StoreError(.corrupt, "a stored row cannot be read", detail: "state \(kind.rawValue): \(error)")
        }
    }

    /// The same row with another body.
    func with(_ body: some Encodable) throws -> TokenState {
        var changed = self
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        changed.body = String(decoding: try encoder.encode(body), as: UTF8.self)
        return changed
    }
}
