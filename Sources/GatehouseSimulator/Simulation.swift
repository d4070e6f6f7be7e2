public import GatehouseAgentCore
public import GatehouseModel

/// A fleet in time, without sockets and without a clock: told what happened and when, it says what is to be done.
///
/// What devices do of themselves comes from the scenario and its seed alone, and the answers of the server are events.
public struct Simulation: Sendable {
    /// An enrolled device, as the simulation needs to know it.
    public struct Member: Hashable, Sendable {
        /// What tells its machine from another.
        public var hardware: String
        /// Who owns it, as the server said.
        public var ownership: Ownership?

        /// A device that enrolled.
        public init(hardware: String, ownership: Ownership?) {
            self.hardware = hardware
            self.ownership = ownership
        }
    }

    /// What the driver must do, in the order given.
    public enum Command: Hashable, Sendable {
        /// Carry the request on the device's line, which is opened when it is not; answered under the same epoch.
        case send(device: Int, epoch: Int, DeviceRequest)
        /// Close both lines of the device; what is under way there is not answered.
        case cut(device: Int)
        /// Ask as an enforcement point whether the token may reach the application.
        case decide(device: Int, token: String, application: String)
        /// Apply the files of documents.
        case apply([String])
        case attack(Attack)
        case beginPhase(String)
        /// A second of the run is over.
        case progress
    }

    /// What the driver tells.
    public enum Event: Sendable {
        /// A line's handshake ended well.
        case connected(device: Int, epoch: Int, DeviceLine, took: Duration)
        /// A request came to its end.
        case answered(device: Int, epoch: Int, DeviceRequest, Exchange)
        /// An enforcement point was answered; `nil` when it was neither allowed nor blocked.
        case decided(device: Int, asked: Duration, isAllowed: Bool?, took: Duration)
        case applied(took: Duration)
        /// The documents could not be applied.
        case notApplied
        /// What a hostile client tried came to its end.
        case attacked(Attack, Attack.Outcome)
    }

    /// One request with what came back.
    public struct Exchange: Sendable {
        /// From the moment it was handed to the connection.
        public var took: Duration
        /// Bytes, without TLS.
        public var sent: Int
        /// Bytes, without TLS.
        public var received: Int
        /// HTTP's status; 0 when there was no answer.
        public var status: Int
        /// What it says.
        public var result: Result<DeviceReply, RequestFailure>

        /// Makes the exchange from its parts.
        public init(
            took: Duration, sent: Int, received: Int, status: Int, result: Result<DeviceReply, RequestFailure>
        ) {
            self.took = took
            self.sent = sent
            self.received = received
            self.status = status
            self.result = result
        }
    }

    enum Due: Sendable {
        case phase(Int)
        case connectNext
        case device(Int, SimulatedDevice.Timer, setting: Int)
        case decide(phase: Int)
        case attack(Attack, phase: Int)
        case second
        case verify(Int)
        case giveUp
    }

    /// How long devices have at the end to be told whether the server holds what it acknowledged; a busy server may ask them
    /// to wait for half a minute.
    static let verification = Duration.seconds(40)
    /// Devices that ask that, a second.
    static let verificationRate = 500.0

    let scenario: Scenario
    let begin: Instant
    var devices: [SimulatedDevice]
    var queue = TimerQueue<Due>()
    var random: SeededRandom
    /// The number of the phase under way; the count of phases during the check at the end.
    var phase = -1
    var started = 0
    var connected = 0
    /// Devices that have yet to be told at the end.
    var verifying = 0
    /// When the documents of the phase under way were applied; `nil` while they are not.
    var appliedAt: Duration?
    var commands: [Command] = []
    var elapsed = Duration.zero
    /// When what is done now was due: what comes after it counts from then, so that a busy machine slows no rate.
    var due = Duration.zero
    /// Everything that was measured so far.
    public var ledger = Ledger()
    /// Whether there is nothing more to do.
    public private(set) var isOver = false

    /// Makes the simulation, at its beginning; one member for each device of the scenario.
    public init(_ scenario: Scenario, members: [Member], beginningAt begin: Instant) {
        self.scenario = scenario
        self.begin = begin
        random = SeededRandom(seed: scenario.seed, stream: .max)
        devices = members.enumerated().map { number, member in
            SimulatedDevice(
                number, scenario, hardware: member.hardware, ownership: member.ownership, run: begin)
        }
        queue.add(.phase(0), due: .zero)
        queue.add(.second, due: .seconds(1))
    }

    /// When ``advance(to:)`` has something to do next; `nil` when it is over.
    public var nextWake: Duration? { isOver ? nil : queue.next }
    /// Devices that hold a poll.
    public var connectedDevices: Int { connected }

    /// Does what is due by then; the time never goes back.
    public mutating func advance(to time: Duration) -> [Command] {
        while !isOver, let (due, element) = queue.take(by: time) {
            elapsed = max(elapsed, due)
            self.due = due
            perform(element)
        }
        elapsed = max(elapsed, time)
        return takeCommands()
    }

    /// Takes what happened.
    public mutating func receive(_ event: Event, at time: Duration) -> [Command] {
        guard !isOver else { return [] }
        elapsed = max(elapsed, time)
        switch event {
        case .connected(let device, let epoch, let line, let took):
            ledger.note(.connect, took: took)
            if line == .poll, devices[device].epoch == epoch { opened(device) }
        case .answered(let device, let epoch, let request, let exchange):
            answered(device, epoch, request, exchange)
        case .decided(let device, let asked, let isAllowed, let took): decided(device, asked, isAllowed, took)
        case .applied(let took):
            appliedAt = elapsed
            ledger.note(.apply, took: took)
        case .notApplied: ledger.count(.failed)
        case .attacked(_, .accepted): ledger.count(.accepted)
        case .attacked(_, .unreached): ledger.count(.unreached)
        case .attacked(_, .repelled): break
        }
        return takeCommands()
    }

    /// Takes note of what the server's process takes.
    public mutating func observed(_ figures: [ServerGauge: Double]) { ledger.note(figures) }

    /// Ends the run before its time; what was measured stays.
    public mutating func stop() { finish() }

    private mutating func takeCommands() -> [Command] {
        defer { commands = [] }
        return commands
    }

    var now: Instant { begin + elapsed }

    mutating func finish() {
        guard !isOver else { return }
        isOver = true
        ledger.elapsed = elapsed
        ledger.count(.connected, connected)
        ledger.count(.missing, devices.count - connected)
        if verifying > 0 { ledger.count(.unverified, verifying) }
    }
}
