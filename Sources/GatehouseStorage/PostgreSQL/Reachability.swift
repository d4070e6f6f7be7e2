import Synchronization

/// What a node's connections tell each other: that the database can be reached again, and which of several hosts it is.
final class Reachability: Sendable {
    private let count = Atomic(0)
    private let chosen = Atomic(0)

    /// How many connections have come to stand so far.
    var successes: Int { count.load(ordering: .relaxed) }

    /// The host that was found to take writes last, by its place in the URL; connections to others are of the past.
    var host: Int { chosen.load(ordering: .relaxed) }

    func noteSuccess(at host: Int) {
        chosen.store(host, ordering: .relaxed)
        count.add(1, ordering: .relaxed)
    }
}
