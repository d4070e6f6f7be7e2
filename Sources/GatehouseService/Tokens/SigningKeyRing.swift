import GatehouseModel
import GatehouseOpenID

/// A tenant's keys of tokens, opened.
struct SigningKeyRing: Sendable {
    struct Entry: Sendable {
        var use: SigningKey.Use
        var key: JSONWebKey
        var signsFrom: Instant
        /// `nil` where no key of `secrets.key` opens it: it verifies all the same.
        var signer: (any JOSESigning)?
    }

    /// In the order in which they begin to sign.
    var entries: [Entry] = []

    /// What signs now; where none began yet, the first, which a node made whose clock is ahead.
    func signer(for use: SigningKey.Use, at now: Instant) -> (any JOSESigning)? {
        let keys = entries.filter { $0.use == use }
        return (keys.last { $0.signsFrom <= now } ?? keys.first)?.signer
    }

    func key(_ id: String, for use: SigningKey.Use) -> JSONWebKey? {
        entries.first { $0.use == use && $0.key.id == id }?.key
    }

    /// What is published, the keys that begin to sign later too.
    var published: [JSONWebKey] { entries.map(\.key) }
}
