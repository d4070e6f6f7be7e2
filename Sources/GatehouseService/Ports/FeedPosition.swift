/// A place in the change feed, told from the same place in another history of the store.
public struct FeedPosition: Hashable, Sendable {
    /// The newest change there.
    public var sequence: Int64
    /// That change's mark; `nil` where the feed does not have it any more, or had none yet.
    public var mark: Int64?

    /// Makes the place as a store gives it.
    public init(sequence: Int64, mark: Int64? = nil) {
        self.sequence = sequence
        self.mark = mark
    }
}

/// The store holds other changes than those that were seen before: it was restored, or a replica that was behind took
/// over.
public struct OtherHistory: Error, Hashable, Sendable {
    /// Makes the error.
    public init() {}
}

/// What a unit of work may ask about the state that it sees.
public protocol FeedReading {
    /// The newest change whose rows this unit of work sees; throws ``OtherHistory`` when the change at `seen` is not in
    /// its past.
    func feedPosition(since seen: FeedPosition?) throws -> FeedPosition
}
