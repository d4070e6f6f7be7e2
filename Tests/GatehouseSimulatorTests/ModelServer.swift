import GatehouseAgentCore
import GatehouseModel
import GatehouseSimulator
import GatehouseWire

/// A fleet and a server of the contract in virtual time: no sockets, no clock, and the server may be a bad one.
struct ModelServer {
    /// What the server does wrong.
    enum Flaw {
        case none
        /// Forgets what it acknowledged, once for each device.
        case forgets
        /// Answers 503, and wants two seconds, while this is the time.
        case overloaded(ClosedRange<Int>)
        /// Allows everything.
        case allowsAll
        /// Never answers a check-in.
        case silent
    }

    private static let latency = Duration.milliseconds(5)

    private let flaw: Flaw
    private var simulation: Simulation
    private var held: [Int: String] = [:]
    private var hasForgotten: Set<Int> = []
    private var sequences: [Int: Int64] = [:]
    private var pending: [(due: Duration, event: Simulation.Event)] = []
    private var elapsed = Duration.zero
    /// Everything that devices did, in order, with when.
    private(set) var trace: [String] = []
    /// Devices whose sequence fell back.
    private(set) var fallenBack = 0

    init(_ scenario: Scenario, _ flaw: Flaw = .none) {
        self.flaw = flaw
        let members = (0..<scenario.devices).map { Simulation.Member(hardware: "machine \($0)", ownership: .company) }
        simulation = Simulation(scenario, members: members, beginningAt: Instant(milliseconds: 1_790_000_000_000))
    }

    /// Plays to the end.
    mutating func play() -> Ledger {
        while !simulation.isOver {
            if let first = pending.first, first.due <= simulation.nextWake ?? .seconds(1_000_000) {
                pending.removeFirst()
                elapsed = first.due
                carryOut(simulation.receive(first.event, at: elapsed))
            } else if let next = simulation.nextWake {
                elapsed = next
                carryOut(simulation.advance(to: elapsed))
            }
        }
        return simulation.ledger
    }

    private mutating func carryOut(_ commands: [Simulation.Command]) {
        for command in commands {
            trace.append("\(elapsed.milliseconds) \(Self.words(for: command))")
            switch command {
            case .send(let device, let epoch, let request): send(device, epoch, request)
            case .decide(let device, _, _):
                let isAllowed = if case .allowsAll = flaw { true } else { false }
                answer(
                    .decided(device: device, asked: elapsed, isAllowed: isAllowed, took: Self.latency),
                    after: Self.latency)
            case .apply: answer(.applied(took: Self.latency), after: Self.latency)
            case .attack(let attack): answer(.attacked(attack, .repelled), after: .zero)
            case .cut, .beginPhase, .progress: break
            }
        }
    }

    /// Without the facts themselves, which the digest of the state stands for.
    private static func words(for command: Simulation.Command) -> String {
        guard case .send(let device, let epoch, .checkIn(let report)) = command else { return "\(command)" }
        let keys = report.changed.map(\.key.rawValue).joined(separator: " ")
        return "\(device) \(epoch) \(report.requestID) \(report.sequence) \(report.base) \(report.state) \(keys)"
    }

    private mutating func send(_ device: Int, _ epoch: Int, _ request: DeviceRequest) {
        var wait = Self.latency
        var status = 200
        let result: Result<DeviceReply, RequestFailure>
        switch request {
        case .checkIn(let report):
            if case .silent = flaw { return }
            if case .overloaded(let seconds) = flaw, seconds.contains(Int(elapsed.components.seconds)) {
                status = 503
                result = .failure(.overloaded(retryAfter: .seconds(2)))
            } else {
                result = .success(.checkedIn(take(report, device)))
            }
        case .poll(let desired) where desired.isEmpty:
            answer(.connected(device: device, epoch: epoch, .poll, took: Self.latency), after: Self.latency)
            result = .success(.work(WorkResponse(desired: "d", items: [])))
        case .poll:
            wait = .seconds(600)
            result = .success(.holdEnded)
        case .token: result = .success(.token("gtd_\(device)"))
        case .accept, .report: result = .success(.reported)
        }
        let exchange = Simulation.Exchange(took: wait, sent: 100, received: 50, status: status, result: result)
        answer(.answered(device: device, epoch: epoch, request, exchange), after: wait)
    }

    /// Keeps what is pending in the order of time, and what comes at one time in the order of asking.
    private mutating func answer(_ event: Simulation.Event, after wait: Duration) {
        let due = elapsed + wait
        let place = pending.firstIndex { $0.due > due } ?? pending.endIndex
        pending.insert((due, event), at: place)
    }

    private mutating func take(_ report: CheckInRequest, _ device: Int) -> CheckInResponse {
        if !report.changed.isEmpty {
            if report.sequence <= sequences[device] ?? 0 { fallenBack += 1 }
            sequences[device] = report.sequence
        }
        if case .forgets = flaw, !report.base.isEmpty, hasForgotten.insert(device).inserted { held[device] = "lost" }
        if report.base.isEmpty || report.base == held[device] { held[device] = report.state }
        return CheckInResponse(state: held[device] ?? "", desired: "d", ownership: .company)
    }
}

extension Scenario {
    /// A fleet that connects and reports, unless other phases are given.
    static func sample(
        devices: Int = 20, seed: UInt64 = 7, phases: [Phase]? = nil, assertions: [String] = []
    ) -> Scenario {
        let usual = [
            Phase(
                name: "day", duration: .seconds(20), connect: 10,
                report: .init(every: .seconds(4), changed: 0.5))
        ]
        return Scenario(
            name: "sample", seed: seed, devices: devices,
            fleet: [FleetShare(.linuxServer, weight: 3, packages: 2), FleetShare(.telemetryOnly)],
            phases: phases ?? usual, assertions: assertions.compactMap { try? Assertion($0) })
    }
}
