import GatehouseModel
import GatehouseService
import Glibc
import NIOCore

/// Answers already given on one event loop: set-associative, eight ways, the clock algorithm within a set.
///
/// Bounded by its capacity; a key longer than ``longestKey`` is not kept, so that its memory is bounded too.
struct DecisionCache {
    static let longestKey = 1024
    private static let ways = 8

    /// One answer and how often it was given again.
    final class Entry {
        let key: [UInt8]
        let generation: UInt64
        let validUntil: Instant
        /// The same by a clock that nobody sets: set back, the time of day would make the answer good for longer.
        let end: NIODeadline
        let decision: DecisionID
        let point: EnforcementPointName
        let answer: PreparedAnswer
        /// Repeats since they were last counted.
        var repeats: Int64 = 0
        /// Given since the clock's hand last passed.
        var isReferenced = true

        init(
            key: [UInt8], generation: UInt64, validUntil: Instant, end: NIODeadline, decision: DecisionID,
            point: EnforcementPointName, answer: PreparedAnswer
        ) {
            self.end = end
            self.key = key
            self.generation = generation
            self.validUntil = validUntil
            self.decision = decision
            self.point = point
            self.answer = answer
        }
    }

    private let setMask: Int
    private var tags: [Int]
    private var entries: [Entry?]
    private var hands: [UInt8]

    /// `capacity` is rounded up to a power of two, at least eight.
    init(capacity: Int) {
        var sets = 1
        while sets * Self.ways < capacity { sets *= 2 }
        setMask = sets - 1
        tags = Array(repeating: 0, count: sets * Self.ways)
        entries = Array(repeating: nil, count: sets * Self.ways)
        hands = Array(repeating: 0, count: sets)
    }

    var capacity: Int { entries.count }
    var count: Int { entries.count { $0 != nil } }

    /// The answer to `key`, if it is of this generation and still valid at `now`.
    func entry(for key: [UInt8], hash: Int, generation: UInt64, at now: Instant) -> Entry? {
        guard let position = position(of: key, hash: hash), let entry = entries[position],
            entry.generation == generation, now < entry.validUntil
        else { return nil }
        entry.isReferenced = true
        return entry
    }

    /// Keeps an answer in place of the one to the same key, an empty place, or the least used of its set.
    mutating func insert(_ entry: Entry, hash: Int) {
        guard entry.key.count <= Self.longestKey else { return }
        let position = position(of: entry.key, hash: hash) ?? victim(in: hash & setMask)
        tags[position] = hash
        entries[position] = entry
    }

    private func position(of key: [UInt8], hash: Int) -> Int? {
        let first = (hash & setMask) * Self.ways
        for position in first..<first + Self.ways where tags[position] == hash {
            if let entry = entries[position], Self.areEqual(entry.key, key) { return position }
        }
        return nil
    }

    /// As `==`, which compares element by element.
    private static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return left.withUnsafeBytes { first in
            right.withUnsafeBytes { second in
                guard let start = first.baseAddress, let other = second.baseAddress else { return true }
                return memcmp(start, other, first.count) == 0
            }
        }
    }

    private mutating func victim(in set: Int) -> Int {
        let first = set * Self.ways
        for position in first..<first + Self.ways where entries[position] == nil { return position }
        while true {
            let position = first + Int(hands[set])
            hands[set] = (hands[set] + 1) % UInt8(Self.ways)
            guard let entry = entries[position], entry.isReferenced else { return position }
            entry.isReferenced = false
        }
    }
}
