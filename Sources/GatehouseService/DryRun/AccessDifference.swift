public import GatehouseModel

/// What a change does to whoever asks for an application.
public enum AccessEffect: String, Sendable, Hashable, CaseIterable {
    /// Allowed, and would not be any more.
    case loses
    /// Not allowed, and would be.
    case gains
    /// Not allowed either way: a block becomes a challenge, or a challenge a block.
    case changes

    init?(_ before: Outcome, _ after: Outcome) {
        switch (before, after) {
        case _ where before == after: return nil
        case (.allow, _): self = .loses
        case (_, .allow): self = .gains
        default: self = .changes
        }
    }
}

/// One device and one application that a change makes a difference for.
public struct AccessDifference: Hashable, Sendable {
    /// Who gains, who loses.
    public var effect: AccessEffect
    /// Name of the application.
    public var application: String
    /// `nil` for requests behind which no known device stands.
    public var device: DeviceID?
    /// Empty when no known device stands behind the request.
    public var deviceName: String
    /// What the documents as they are give.
    public var before: Outcome
    /// What they would give.
    public var after: Outcome
    /// Why, as it is.
    public var reasonsBefore: [DecisionReason]
    /// Why, as it would be.
    public var reasonsAfter: [DecisionReason]
    /// Recorded decisions that this is about; 1 for a current verdict.
    public var count: Int
    /// The newest recorded decision that this is about; `nil` for a current verdict.
    public var latest: DecisionID?
}

/// How many pairs of before and after came out in which way.
public struct AccessTotals: Hashable, Sendable {
    /// The same outcome.
    public var same = 0
    /// Allowed, and would not be any more.
    public var losing = 0
    /// Not allowed, and would be.
    public var gaining = 0
    /// Not allowed either way, and yet otherwise.
    public var changing = 0

    /// Makes totals of nothing.
    public init() {}
}

/// Differences, counted all and listed up to a limit.
public struct AccessDifferences: Hashable, Sendable {
    /// Over everything that was compared.
    public var totals: AccessTotals
    /// Losses first, then gains, each by application and device.
    public var listed: [AccessDifference]
    /// Whether there are more than are listed.
    public var isCut: Bool
}

/// Gathers differences without growing beyond a bound.
struct DifferenceTally {
    private struct Key: Hashable {
        var application: String
        var device: DeviceID?
        var before: Outcome
        var after: Outcome
    }

    private static let largest = 10_000
    private(set) var totals = AccessTotals()
    private var found: [Key: AccessDifference] = [:]
    private var isFull = false

    /// Counts one comparison; of the same device, application and outcomes the first stands for all.
    mutating func add(
        _ application: String, _ device: Device?, _ before: Decision, _ after: Decision, record: DecisionID? = nil
    ) {
        guard let effect = AccessEffect(before.outcome, after.outcome) else {
            totals.same += 1
            return
        }
        switch effect {
        case .loses: totals.losing += 1
        case .gains: totals.gaining += 1
        case .changes: totals.changing += 1
        }
        let key = Key(application: application, device: device?.id, before: before.outcome, after: after.outcome)
        if found[key] != nil {
            found[key]?.count += 1
        } else if found.count < Self.largest {
            found[key] = AccessDifference(
                effect: effect, application: application, device: device?.id, deviceName: device?.name ?? "",
                before: before.outcome, after: after.outcome, reasonsBefore: before.reasons,
                reasonsAfter: after.reasons, count: 1, latest: record)
        } else {
            isFull = true
        }
    }

    mutating func addSame(_ count: Int) { totals.same += count }

    func differences(limit: Int) -> AccessDifferences {
        let sorted = found.values.sorted { $0.place < $1.place }
        return AccessDifferences(
            totals: totals, listed: Array(sorted.prefix(limit)), isCut: isFull || sorted.count > limit)
    }
}

extension AccessDifference {
    fileprivate var place: (Int, String, String, String, String) {
        let rank = AccessEffect.allCases.firstIndex(of: effect) ?? 0
        return (rank, application, deviceName, device?.description ?? "", before.rawValue)
    }
}
