import Synchronization

/// The keys that a server seals under: one seals, and all open, so that a newer key can take the place of an older one
/// while several nodes run.
///
/// Which one seals is not this file's to say: it is the one that the authority in the database is sealed under, so that
/// no node seals under a key that others have not been told to use.
public final class SealingKeys: Sendable {
    /// More are refused: a rotation needs two.
    public static let most = 4

    private struct State {
        var keys: [SealingKey]
        var sealing = 0
    }

    private let state: Mutex<State>

    /// Makes the set of one key.
    public init(_ key: SealingKey) { state = Mutex(State(keys: [key])) }

    /// Reads 1 to ``most`` keys, each on a line of its own, the newest last; anything else is `nil`.
    public init?(_ text: String) {
        guard let keys = Self.read(text) else { return nil }
        state = Mutex(State(keys: keys))
    }

    /// What is wrong with a file from which none could be read.
    public static func complaint(of path: String) -> String {
        "`\(path)` must hold 1 to \(most) different keys of 64 hexadecimal digits, one a line"
    }

    private static func read(_ text: String) -> [SealingKey]? {
        let lines = text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
        let keys = lines.compactMap { SealingKey(String($0)) }
        let isWhole = (1...most).contains(keys.count) && keys.count == lines.count
        // A key that stands there twice would never be the newest.
        return isWhole && Set(keys.map(\.text)).count == keys.count ? keys : nil
    }

    /// The keys as they are kept, each on a line of its own.
    public var text: String { state.withLock { $0.keys.map { $0.text + "\n" }.joined() } }

    /// How many there are.
    public var count: Int { state.withLock { $0.keys.count } }

    /// Seals under the key in use; `nil` never happens for keys of 256 bits.
    public func seal(_ secret: [UInt8], for purpose: String) -> [UInt8]? {
        state.withLock { $0.keys[$0.sealing] }.seal(secret, for: purpose)
    }

    /// Seals under the key that `former` was sealed under, so that a change never goes back to an older key; under the
    /// key in use where none opens it.
    public func seal(_ secret: [UInt8], for purpose: String, inPlaceOf former: [UInt8]) -> [UInt8]? {
        (opener(of: former, for: purpose)?.key ?? state.withLock { $0.keys[$0.sealing] }).seal(secret, for: purpose)
    }

    /// HMAC-SHA-256 by the key in use, made over for the purpose; another code once another key is in use.
    public func authenticate(_ message: [UInt8], for purpose: String) -> [UInt8] {
        state.withLock { $0.keys[$0.sealing] }.authenticate(message, for: purpose)
    }

    /// Seals under the newest key.
    public func sealNewest(_ secret: [UInt8], for purpose: String) -> [UInt8]? {
        state.withLock { $0.keys[$0.keys.count - 1] }.seal(secret, for: purpose)
    }

    /// The secret, by whichever key opens it; `nil` when none does.
    public func open(_ sealed: [UInt8], for purpose: String) -> [UInt8]? {
        opener(of: sealed, for: purpose)?.secret
    }

    /// Whether it was sealed under the newest key; `nil` when no key opens it.
    public func isNewest(_ sealed: [UInt8], for purpose: String) -> Bool? {
        opener(of: sealed, for: purpose)?.isNewest
    }

    /// Seals under the key that this was sealed under from now on; changes nothing when no key opens it.
    public func follow(_ sealed: [UInt8], for purpose: String) {
        guard let inUse = opener(of: sealed, for: purpose)?.key.text else { return }
        state.withLock { state in
            guard let index = state.keys.firstIndex(where: { $0.text == inUse }) else { return }
            state.sealing = index
        }
    }

    /// Takes the keys of a newer file in the place of its own, and goes on sealing under the one in use where that is
    /// among them.
    public func replace(by newer: SealingKeys) {
        let (keys, sealing) = newer.state.withLock { ($0.keys, $0.sealing) }
        state.withLock { state in
            let inUse = state.keys[state.sealing].text
            state = State(keys: keys, sealing: keys.firstIndex { $0.text == inUse } ?? sealing)
        }
    }

    private func opener(
        of sealed: [UInt8], for purpose: String
    ) -> (key: SealingKey, isNewest: Bool, secret: [UInt8])? {
        let keys = state.withLock(\.keys)
        for (index, key) in keys.enumerated() {
            if let secret = key.open(sealed, for: purpose) { return (key, index == keys.count - 1, secret) }
        }
        return nil
    }
}
