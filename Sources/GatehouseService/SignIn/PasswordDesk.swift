import GatehouseKeys
import Synchronization

/// Checks passwords one at a time, so that guesses can take no more than one core of the node; who comes while many wait
/// is put off.
final class PasswordDesk: Sendable {
    private static let mostWaiting = 16

    private let cost: PasswordHash.Cost
    private let worker = Worker()
    private let waiting = Mutex(0)
    /// What is compared where there is no password, so that it takes as long.
    private let decoy: String

    init(cost: PasswordHash.Cost) {
        self.cost = cost
        decoy = PasswordHash.make(Secret.random(prefix: ""), salt: Array("decoy".utf8), cost) ?? ""
    }

    /// Whether the password is that of the hash; `false`, after as long, when there is none.
    func matches(_ password: String, _ hash: String?) async throws -> Bool {
        let text = hash ?? decoy
        let isRight = try await inTurn { PasswordHash.matches(password, text) }
        return isRight && hash != nil
    }

    func make(_ password: String) async throws -> String {
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let cost = cost
        guard let hash = try await inTurn({ PasswordHash.make(password, salt: salt, cost) }) else {
            throw ServiceError(.unavailable, "the server has no memory to hash a password now")
        }
        return hash
    }

    private func inTurn<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async throws -> Result {
        let isFull = waiting.withLock { count in
            guard count < Self.mostWaiting else { return true }
            count += 1
            return false
        }
        guard !isFull else {
            throw ServiceError(.unavailable, "many people sign in with passwords now", hint: "try again in a moment")
        }
        defer { waiting.withLock { $0 -= 1 } }
        return await worker.run(body)
    }

    /// An actor does one thing at a time.
    private actor Worker {
        func run<Result: Sendable>(_ body: @Sendable () -> Result) -> Result { body() }
    }
}
