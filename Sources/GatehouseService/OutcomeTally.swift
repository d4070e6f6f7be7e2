import Synchronization

/// How often what happened on this node, since it started.
///
/// A word is one of a closed set, as the result of a check-in: never what somebody sent.
public final class OutcomeTally: Sendable {
    private let state: Mutex<[String: Int]>

    /// Nothing happened yet; `words` are there with 0, so that whoever watches sees the first.
    public init(_ words: [String] = []) { state = Mutex(Dictionary(words.map { ($0, 0) }) { first, _ in first }) }

    /// The counts now.
    public var counts: [String: Int] { state.withLock(\.self) }

    /// Counts one.
    public func note(_ word: String) { state.withLock { $0[word, default: 0] += 1 } }

    /// What a service does and how it may end: `refused` is the caller's doing, `failed` is ours.
    static let endings = ["refused", "failed"]

    /// Counts how the body ends: by a word for its result, as `refused` or as `failed`.
    func counting<Result: Sendable>(
        _ body: () async throws -> Result, as word: (Result) -> String
    ) async throws -> Result {
        do {
            let result = try await body()
            note(word(result))
            return result
        } catch {
            let ours: Set<ServiceError.Code> = [.unavailable, .storageFull, .storageDamaged, .failed]
            note((error as? ServiceError).map { !ours.contains($0.code) } ?? false ? "refused" : "failed")
            throw error
        }
    }
}
