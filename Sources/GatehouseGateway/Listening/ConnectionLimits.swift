import NIOCore

/// How long a connection may take and how much it may send ahead.
struct ConnectionLimits: Sendable {
    /// From the first byte of a head to its last.
    var head: TimeAmount
    /// Without anything being asked.
    var idle: TimeAmount
    /// For a peer to close its side after our last answer.
    var linger = TimeAmount.seconds(1)
    /// Unanswered input kept while an answer is being fetched, in bytes.
    var pending = 65_536
}
