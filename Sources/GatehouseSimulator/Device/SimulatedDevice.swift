import GatehouseAgentCore
import GatehouseKeys
import GatehouseModel
import GatehouseWire

/// One device: the real agent's own machines, with facts that are made up.
struct SimulatedDevice: Sendable {
    enum Timer: Int, Hashable, Sendable, CaseIterable {
        case checkIn
        case poll
        case report
        /// Something is to be observed.
        case observation
    }

    /// What the simulation does for the device, in the order given.
    enum Effect {
        case send(DeviceRequest)
        case wake(Timer, after: Duration)
        case cancel(Timer)
        case count(Counter, Int)
    }

    let number: Int
    let share: FleetShare
    private var checkIn: CheckInMachine
    private var work = WorkMachine(kinds: [.sync])
    private var identifiers: SeededRandom
    var random: SeededRandom

    private(set) var isOnline = false
    private(set) var isStopped = false
    /// Cut off from the network by the phase.
    var isCut = false
    /// Answers to what was sent before the last cut are of an earlier epoch.
    var epoch = 0
    /// Raised whenever a timer is set or cancelled: what fires for an earlier one is void.
    var settings = [Int](repeating: 0, count: Timer.allCases.count)
    var token: String?
    var hasPoll = false
    /// The connection for polls is there.
    var isPollOpen = false
    /// Sent and not answered.
    var underWay: [DeviceRequest] = []

    private let observedAt: Instant
    /// The fact that goes back and forth, while it stands otherwise than at first.
    private var flipped: DeviceFacts.Flip?
    /// States that were sent since the last answer: the server may hold any of them.
    private var unanswered: Set<String> = []
    private var sent: CheckInRequest?
    private var unsafeWhenSent = false
    /// When the server acknowledged a state that must be blocked; `nil` while the one acknowledged or sent is another.
    private(set) var unsafeSince: Duration?
    private(set) var isVerifying = false
    /// A request failed since the last check-in that was answered.
    private var isTroubled = false

    /// - Parameter run: tells this run's requests from those of an earlier one of the same seed; only ever grows.
    init(_ number: Int, _ scenario: Scenario, hardware: String, ownership: Ownership?, run: Instant) {
        self.number = number
        share = scenario.share(of: number)
        random = SeededRandom(seed: scenario.seed, stream: UInt64(number))
        let request = scenario.seed ^ UInt64(bitPattern: run.milliseconds)
        identifiers = SeededRandom(seed: request, stream: UInt64(number))
        observedAt = run
        // What the server acknowledged in an earlier run is not kept, so that everything is sent once; a sequence that
        // counts on from the time never falls behind.
        checkIn = CheckInMachine(
            hardware: hardware, acknowledged: AcknowledgedState(), sequence: run.milliseconds, ownership: ownership)
    }

    private mutating func moment(_ now: Instant) -> Moment {
        Moment(now: now, freshID: .random(using: &identifiers), random: random.unit())
    }
}

extension SimulatedDevice {
    /// The agent starts: it observes everything, and asks for work.
    mutating func start(_ now: Instant) -> [Effect] {
        isOnline = true
        let boot = moment(now)
        return feed(.observed(facts, isComplete: true), now)
            + perform(work.event(.start(.init(), boot: ""), at: boot), now)
    }

    /// Something was observed; it changed if `flip` says so.
    mutating func observe(_ flip: DeviceFacts.Flip?, _ now: Instant) -> [Effect] {
        guard isOnline, !isStopped else { return [] }
        guard let flip, flip == .plain || share.profile.platform == .linux && share.profile != .telemetryOnly else {
            return feed(.heartbeatDue, now)
        }
        let pair = DeviceFacts.pair(flip, at: observedAt)
        var changed = [Fact]()
        // One fact is away from its first value at most, so that every device can be told from its number alone.
        if let former = flipped, former != flip { changed.append(DeviceFacts.pair(former, at: observedAt).first) }
        changed.append(flipped == flip ? pair.first : pair.other)
        flipped = flipped == flip ? nil : flip
        if !isUnsafe { unsafeSince = nil }
        return feed(.observed(changed, isComplete: false), now)
    }

    /// Asks at the end whether the server holds what it acknowledged.
    mutating func verify(_ now: Instant) -> [Effect] {
        guard isOnline, !isStopped else { return [] }
        isVerifying = true
        return feed(.heartbeatDue, now)
    }

    mutating func fired(_ timer: Timer, _ now: Instant) -> [Effect] {
        switch timer {
        case .checkIn: feed(.timerFired, now)
        case .poll: feed(.timerFired(.poll), now)
        case .report: feed(.timerFired(.report), now)
        case .observation: []
        }
    }

    mutating func answered(
        _ request: DeviceRequest, _ result: Result<DeviceReply, RequestFailure>, _ now: Instant, elapsed: Duration
    ) -> [Effect] {
        switch result {
        case .failure(let failure): return failed(request, failure, now)
        case .success(.checkedIn(let response)): return checkedIn(response, now, elapsed)
        case .success(.work(let response)): return feed(.polled(response), now)
        case .success(.holdEnded): return feed(.pollEnded, now)
        case .success(.order(let order)):
            let outcome = ActionOutcome(.done, "the simulator did as told")
            return feed(.accepted(order), now) + feed(.finished(order.action, outcome), now)
        case .success(.reported): return feed(.sent, now)
        case .success(.token(let token)):
            self.token = token
            return []
        }
    }

    private mutating func failed(_ request: DeviceRequest, _ failure: RequestFailure, _ now: Instant) -> [Effect] {
        isTroubled = true
        switch request {
        case .checkIn: return feed(CheckInMachine.Event.failed(failure), now)
        case .poll: return feed(.pollFailed(failure), now)
        case .accept, .report: return feed(.sendFailed(failure), now)
        case .token: return []
        }
    }

    private mutating func checkedIn(_ response: CheckInResponse, _ now: Instant, _ elapsed: Duration) -> [Effect] {
        var effects = [Effect]()
        if let sent {
            let isOurs = response.state == sent.state || unanswered.contains(response.state)
            // The base was acknowledged, so that the server held it: whatever else it holds now, it lost that.
            if !isOurs, !sent.base.isEmpty { effects.append(.count(.acknowledgedAndLost, 1)) }
            if response.state == sent.state {
                unanswered = []
                unsafeSince = unsafeWhenSent && isUnsafe ? unsafeSince ?? elapsed : nil
                if isVerifying {
                    isVerifying = false
                    effects.append(.count(.verified, 1))
                }
            }
        }
        if !response.rejected.isEmpty { effects.append(.count(.rejectedFacts, response.rejected.count)) }
        effects += feed(.answered(response), now)
        guard isTroubled else { return effects }
        isTroubled = false
        return effects + feed(WorkMachine.Event.reconnected, now)
    }

    /// Whether the device is in a state that a policy blocks.
    private var isUnsafe: Bool { flipped == .verdict }

    private var facts: [Fact] {
        var facts = DeviceFacts.all(of: share.profile, packages: share.packages, at: observedAt)
        if let flipped {
            let other = DeviceFacts.pair(flipped, at: observedAt).other
            facts = facts.map { $0.key == other.key ? other : $0 }
        }
        return facts
    }
}

extension SimulatedDevice {
    private mutating func feed(_ event: CheckInMachine.Event, _ now: Instant) -> [Effect] {
        var effects = [Effect]()
        for action in checkIn.event(event, at: moment(now)) {
            switch action {
            case .send(let request):
                unanswered.insert(request.state)
                sent = request
                unsafeWhenSent = isUnsafe
                effects.append(.send(.checkIn(request)))
            case .collect: effects += feed(.observed(facts, isComplete: true), now)
            case .saveSequence, .save, .saveOwnership, .logRejected: break
            case .wake(let wait): effects.append(.wake(.checkIn, after: wait))
            case .cancelWake: effects.append(.cancel(.checkIn))
            case .announce(let desired): effects += feed(.announced(desired: desired), now)
            case .stop: isStopped = true
            }
        }
        return effects
    }

    private mutating func feed(_ event: WorkMachine.Event, _ now: Instant) -> [Effect] {
        let moment = moment(now)
        return perform(work.event(event, at: moment), now)
    }

    private mutating func perform(_ actions: [WorkMachine.Action], _ now: Instant) -> [Effect] {
        var effects = [Effect]()
        for action in actions {
            switch action {
            case .poll(let desired): effects.append(.send(.poll(desired: desired)))
            // What ends at once is told to the machine when the order was taken.
            case .save, .run, .afterwards: break
            case .send(.accept(let acceptance)): effects.append(.send(.accept(acceptance)))
            case .send(.report(let report)): effects.append(.send(.report(report)))
            case .send(.upload): break
            case .wake(let timer, let wait): effects.append(.wake(timer == .poll ? .poll : .report, after: wait))
            case .cancelWake(let timer): effects.append(.cancel(timer == .poll ? .poll : .report))
            case .announceReconnected: effects += feed(CheckInMachine.Event.reconnected, now)
            case .stop: isStopped = true
            }
        }
        return effects
    }
}
