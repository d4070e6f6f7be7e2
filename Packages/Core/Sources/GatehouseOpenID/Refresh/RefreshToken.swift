import GatehouseWire

/// The text of a refresh token: `<family>.<secret>`, 16 and 32 bytes in base 64 for URLs.
///
/// The family's id is secret too, and all its tokens carry it: so a token that was spent long ago still finds its
/// family, and nobody who never had one can end a family by guessing.
public struct RefreshToken: Hashable, Sendable {
    private static let idLength = 16
    private static let secretLength = 32

    private let familyID: [UInt8]
    private let secret: [UInt8]

    /// The first token of a family by chance, 128 and 256 bits.
    public init(using generator: inout some RandomNumberGenerator) {
        func bytes(_ count: Int) -> [UInt8] {
            (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        }
        familyID = bytes(Self.idLength)
        secret = bytes(Self.secretLength)
    }

    /// Reads what a client shows; refuses what is no such text as a token that is not known.
    public init(_ text: String) throws(OpenIDError) {
        let parts = text.utf8.prefix(128).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .map { Base64.decodeURL(String(decoding: $0, as: UTF8.self)) }
        guard text.utf8.count <= 128, parts.count == 2, let id = parts[0], id.count == Self.idLength,
            let secret = parts[1], secret.count == Self.secretLength
        else { throw OpenIDError(.refreshTokenUnknown, "the refresh token is not known") }
        familyID = id
        self.secret = secret
    }

    private init(familyID: [UInt8], secret: [UInt8]) {
        self.familyID = familyID
        self.secret = secret
    }

    /// What the client gets and shows.
    public var text: String { "\(Base64.encodeURL(familyID)).\(Base64.encodeURL(secret))" }

    /// Under which the family is kept and looked up, by `hash`, which is SHA-256.
    public func familyHash(by hash: ([UInt8]) -> [UInt8]) -> [UInt8] { hash(familyID) }

    /// What ``RefreshFamily`` keeps of the token, by `hash`, which is SHA-256.
    public func hash(by hash: ([UInt8]) -> [UInt8]) -> [UInt8] { hash(familyID + secret) }

    /// The token that this one is exchanged for, always the same: whoever asks twice within the grace gets one answer.
    ///
    /// `authenticate` is HMAC-SHA-256 (32 bytes) by a key of the server's that every node has and that outlives the
    /// grace. Neither the key nor a token tells a successor without the other, and what is stored holds no token.
    public func successor(authenticate: ([UInt8]) -> [UInt8]) -> RefreshToken {
        let purpose = Array("gatehouse refresh token 1".utf8)
        return RefreshToken(familyID: familyID, secret: authenticate(purpose + familyID + secret))
    }
}
