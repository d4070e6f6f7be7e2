/// Decides what a node takes on and what it puts off, from what is under way and from how the store keeps up.
///
/// A value without a clock: each step is told the time of a clock that only goes forward. What is put off is refused before
/// anything is done for it. Nothing is put off while no figure has reached its first step.
public struct AdmissionController: Sendable {
    /// What was counted of one class.
    public struct Tally: Hashable, Sendable {
        /// Under way now.
        public var inFlight = 0
        /// Taken on since the start.
        public var admitted = 0
        /// Put off since the start.
        public var shed = 0

        /// Nothing yet.
        public init() {}
    }

    /// How much is put off now.
    public private(set) var stage = OverloadStage.none
    /// Bytes of bodies that are held now.
    public private(set) var bytes = 0
    /// How the store kept up when it was looked at last.
    public private(set) var store = StoreLoad.idle
    private let limits: AdmissionLimits
    private var tallies = [TrafficClass: Tally]()
    /// Of all classes that count.
    private var underWay = 0
    /// Of ``bytes``, those of enrolments: whoever sends them has shown no credential, so that they must not put off
    /// those who have.
    private var enrolmentBytes = 0
    private var calmSince: ContinuousClock.Instant?
    private var window: ReportWindow

    /// Makes a controller that puts nothing off yet.
    public init(_ limits: AdmissionLimits = AdmissionLimits(), at now: ContinuousClock.Instant) {
        self.limits = limits
        window = ReportWindow(began: now)
    }

    /// What was counted of the class.
    public subscript(_ kind: TrafficClass) -> Tally { tallies[kind] ?? Tally() }

    /// Takes on a request, which then must be ended by ``finish(_:bytes:took:at:)``, or refuses it.
    ///
    /// - Parameter jitter: from 0 up to, not including, 1: spreads those who come again.
    public mutating func admit(
        _ kind: TrafficClass, at now: ContinuousClock.Instant, jitter: Double
    ) throws(Overloaded) {
        assess(at: now)
        let isFull = kind == .enrolment && self[kind].inFlight >= limits.enrolments
        if let first = kind.putOffFrom, stage >= first || isFull {
            tallies[kind, default: Tally()].shed += 1
            throw refusal(of: kind, jitter)
        }
        tallies[kind, default: Tally()].inFlight += 1
        tallies[kind, default: Tally()].admitted += 1
        if kind.counts { underWay += 1 }
    }

    /// Counts a part of the body of a request that was taken on; refuses the part where there is no room for it.
    ///
    /// What is refused was not counted, and the request must be ended.
    public mutating func hold(
        _ part: Int, of kind: TrafficClass, at now: ContinuousClock.Instant, jitter: Double
    ) throws(Overloaded) {
        guard hasRoom(for: part, of: kind) else {
            tallies[kind, default: Tally()].shed += 1
            throw refusal(of: kind, jitter)
        }
        bytes += part
        if kind == .enrolment { enrolmentBytes += part }
    }

    /// What is never put off has no body: nothing would bound it.
    private func hasRoom(for part: Int, of kind: TrafficClass) -> Bool {
        guard let first = kind.putOffFrom else { return false }
        if kind == .enrolment { return enrolmentBytes + part <= limits.enrolmentBytes }
        return Double(bytes - enrolmentBytes + part) <= limits.bytes.step(of: first)
    }

    /// Ends a request that was taken on.
    ///
    /// - Parameters:
    ///   - bytes: all that was held for it.
    ///   - took: from when it was read whole until its answer was ready; `nil` when it came to no answer.
    public mutating func finish(
        _ kind: TrafficClass, bytes held: Int, took: Duration?, at now: ContinuousClock.Instant
    ) {
        tallies[kind, default: Tally()].inFlight -= 1
        if kind.counts { underWay -= 1 }
        bytes -= held
        if kind == .enrolment { enrolmentBytes -= held }
        if kind == .report, let took { window.note(took) }
        assess(at: now)
    }

    /// Takes note of how the store keeps up.
    public mutating func observe(_ load: StoreLoad, at now: ContinuousClock.Instant) {
        store = load
        assess(at: now)
    }

    private mutating func assess(at now: ContinuousClock.Instant) {
        window.turn(at: now, after: limits.window, fewest: limits.fewest, inFlight: self[.report].inFlight)
        let wanted = stage(scale: 1)
        let held = stage(scale: limits.calmShare)
        if wanted > stage {
            stage = wanted
            calmSince = nil
        } else if held < stage {
            let since = calmSince ?? now
            guard now - since >= limits.calm else { return calmSince = since }
            stage = held
            calmSince = nil
        } else {
            calmSince = nil
        }
    }

    private func stage(scale: Double) -> OverloadStage {
        let waiting = Double(store.waitingWrites) / Double(max(store.capacity, 1))
        let ofCounts = max(
            limits.waitingWrites.stage(of: waiting, scale: scale),
            limits.requests.stage(of: Double(underWay), scale: scale),
            limits.bytes.stage(of: Double(bytes - enrolmentBytes), scale: scale))
        guard Double(underWay) >= Double(limits.few) * scale else { return ofCounts }
        return max(
            ofCounts, limits.oldestWrite.stage(of: store.oldestWrite / .seconds(1), scale: scale),
            limits.delay.stage(of: window.standing / .seconds(1), scale: scale))
    }

    /// Half to one and a half times the class's wait, and longer in later stages.
    private func refusal(of kind: TrafficClass, _ jitter: Double) -> Overloaded {
        Overloaded(retryAfter: Int(Double(kind.wait * max(stage.rawValue, 1)) * (0.5 + jitter)))
    }
}

extension TrafficClass {
    /// Whether its requests count among those that put others off: polls cost nothing, and enrolments have a bound of
    /// their own.
    fileprivate var counts: Bool { self != .poll && self != .enrolment }
}

/// How long even the fastest report takes: an empty line is passed by somebody at once, a standing one by nobody.
private struct ReportWindow: Sendable {
    private var began: ContinuousClock.Instant
    private var least: Duration?
    private var count = 0
    private(set) var standing = Duration.zero

    init(began: ContinuousClock.Instant) { self.began = began }

    mutating func note(_ took: Duration) {
        least = min(least ?? took, took)
        count += 1
    }

    /// Ends the window when its time is over; where many wait and none was answered, they have waited longer still.
    mutating func turn(at now: ContinuousClock.Instant, after length: Duration, fewest: Int, inFlight: Int) {
        let age = now - began
        guard age >= length else { return }
        if let least, count >= fewest {
            standing = least
        } else if count == 0, inFlight >= fewest, age < length * 4 {
            standing += age
        } else {
            standing = .zero
        }
        began = now
        least = nil
        count = 0
    }
}
