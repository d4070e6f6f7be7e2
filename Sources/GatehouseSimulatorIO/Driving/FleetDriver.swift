import GatehouseAgentCore
import GatehouseModel
import GatehouseSimulator
import NIOCore
import NIOPosix
import NIOSSL

/// Does with sockets what the simulation says, and tells it what came of it; all on one event loop.
final class FleetDriver {
    /// What the driver needs besides the loop.
    struct Surroundings {
        /// To the device channel.
        var dialler: DeviceDialler
        /// One for each device.
        var identities: [FleetIdentity]
        var decisions: DecisionAsker?
        var attackers: AttackSquad?
        /// Applies the files, and then says whether that worked.
        var apply: ([String], @escaping @Sendable (Bool) -> Void) -> Void
        /// `nil` where the server's process is not on this machine.
        var server: ServerProcess?
        var progress: (RunProgress) -> Void
        var finished: (Ledger) -> Void
    }

    private let loop: any EventLoop
    private let surroundings: Surroundings
    private let scenario: Scenario
    private let start: NIODeadline
    private var simulation: Simulation
    private var contexts: [NIOSSLContext?]
    private var roots: [NIOSSLCertificate] = []
    private var lines: [DeviceLine: [DeviceLineHandler?]]
    private var nextLook: NIODeadline?
    private var phase = ""
    private var isOver = false

    var authority: String { surroundings.dialler.authority }

    init(_ scenario: Scenario, _ surroundings: Surroundings, beginningAt now: Instant, on loop: any EventLoop) throws {
        self.scenario = scenario
        self.surroundings = surroundings
        self.loop = loop
        let identities = surroundings.identities
        simulation = Simulation(
            scenario,
            members: identities.map {
                Simulation.Member(
                    hardware: $0.hardware, ownership: $0.ownership.flatMap { Ownership(rawValue: $0) })
            }, beginningAt: now)
        contexts = Array(repeating: nil, count: identities.count)
        let none = [DeviceLineHandler?](repeating: nil, count: identities.count)
        lines = [.exchange: none, .poll: none]
        if let first = identities.first { roots = try DeviceTLS.roots(first.trustRoots) }
        start = .now()
    }

    /// Begins; `finished` is called at the end.
    func run() { wake() }

    func connected(_ line: DeviceLineHandler, after took: Duration) {
        feed(.connected(device: line.device, epoch: line.epoch, line.line, took: took))
    }

    func answered(_ device: Int, _ epoch: Int, _ request: DeviceRequest, _ exchange: Simulation.Exchange) {
        feed(.answered(device: device, epoch: epoch, request, exchange))
    }

    /// A line ended; what it had not sent goes over the next.
    func ended(_ line: DeviceLineHandler, resending rest: [DeviceLineHandler.Outgoing]) {
        if lines[line.line]?[line.device] === line { lines[line.line]?[line.device] = nil }
        for outgoing in rest { send(outgoing, line.device, line.epoch) }
    }

    private var elapsed: Duration { .nanoseconds((NIODeadline.now() - start).nanoseconds) }

    private func feed(_ event: Simulation.Event) {
        guard !isOver else { return }
        perform(simulation.receive(event, at: elapsed))
        schedule()
    }

    private func wake() {
        guard !isOver else { return }
        perform(simulation.advance(to: elapsed))
        schedule()
    }

    private func schedule() {
        guard !isOver else { return }
        guard !simulation.isOver, let next = simulation.nextWake else { return finish() }
        let time = start + TimeAmount(next)
        // One that is set for later fires in vain, which costs less than looking for it.
        if let nextLook, nextLook <= time { return }
        nextLook = time
        loop.assumeIsolated().scheduleTask(deadline: time) {
            if self.nextLook == time { self.nextLook = nil }
            self.wake()
        }
    }

    private func perform(_ commands: [Simulation.Command]) {
        for command in commands {
            switch command {
            case .send(let device, let epoch, let request):
                send(DeviceLineHandler.Outgoing(request: request), device, epoch)
            case .cut(let device): cut(device)
            case .decide(let device, let token, let application): decide(device, token, application)
            case .apply(let files): apply(files)
            case .attack(let attack): self.attack(attack)
            case .beginPhase(let name): phase = name
            case .progress: tick()
            }
        }
    }

    private func send(_ outgoing: DeviceLineHandler.Outgoing, _ device: Int, _ epoch: Int) {
        guard !isOver else { return }
        let kind = outgoing.request.line
        if let line = lines[kind]?[device], !line.isEnded { return line.submit(outgoing) }
        let line = DeviceLineHandler(device, kind, epoch: epoch, self)
        lines[kind]?[device] = line
        line.submit(outgoing)
        open(line)
    }

    private func open(_ line: DeviceLineHandler) {
        let context: NIOSSLContext
        do {
            context = try self.context(of: line.device)
        } catch {
            return line.failed(error)
        }
        let isSlow = scenario.share(of: line.device).isSlow
        let bound = NIOLoopBound(line, eventLoop: loop)
        let opened = surroundings.dialler.connect(context, number: line.device, on: loop) {
            isSlow ? [SlowSender(), bound.value] : [bound.value]
        }
        opened.assumeIsolated().whenComplete { result in
            switch result {
            case .success(let channel): if line.isEnded { channel.close(promise: nil) }
            case .failure(let error): line.failed(error)
            }
        }
    }

    private func context(of device: Int) throws -> NIOSSLContext {
        if let context = contexts[device] { return context }
        let identity = surroundings.identities[device]
        let context = try DeviceTLS.context(roots: roots, chain: identity.chain, key: identity.key)
        contexts[device] = context
        return context
    }

    private func cut(_ device: Int) {
        for kind in DeviceLine.allCases {
            lines[kind]?[device]?.cut()
            lines[kind]?[device] = nil
        }
    }

    private func decide(_ device: Int, _ token: String, _ application: String) {
        let asked = elapsed
        let bound = NIOLoopBound(self, eventLoop: loop)
        surroundings.decisions?.ask(token: token, application: application) { [loop] isAllowed, took in
            loop.execute {
                bound.value.feed(.decided(device: device, asked: asked, isAllowed: isAllowed, took: took))
            }
        }
    }

    private func apply(_ files: [String]) {
        let asked = elapsed
        let bound = NIOLoopBound(self, eventLoop: loop)
        surroundings.apply(files) { [loop] isApplied in
            loop.execute {
                let driver = bound.value
                driver.feed(isApplied ? .applied(took: driver.elapsed - asked) : .notApplied)
            }
        }
    }

    private func attack(_ attack: Attack) {
        let bound = NIOLoopBound(self, eventLoop: loop)
        surroundings.attackers?.attack(attack) { [loop] outcome in
            loop.execute { bound.value.feed(.attacked(attack, outcome)) }
        }
    }

    private func tick() {
        let now = NIODeadline.now()
        if let server = surroundings.server { simulation.observed(server.figures()) }
        for kind in DeviceLine.allCases {
            for line in lines[kind] ?? [] { line?.look(at: now) }
        }
        surroundings.progress(
            RunProgress(
                elapsed: elapsed, whole: scenario.duration, phase: phase, connected: simulation.connectedDevices,
                second: simulation.ledger.seconds.last, errors: simulation.ledger.errors))
    }

    private func finish() {
        isOver = true
        for device in contexts.indices { cut(device) }
        surroundings.finished(simulation.ledger)
    }
}
