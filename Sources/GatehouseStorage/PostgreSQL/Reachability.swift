import Synchronization

/// What a node's connections tell each other: that the database can be reached again.
final class Reachability: Sendable {
    private let count = Atomic(0)

    /// How many connections have come to stand so far.
    var successes: Int { count.load(ordering: .relaxed) }

    func noteSuccess() { count.add(1, ordering: .relaxed) }
}
