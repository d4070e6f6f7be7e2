public import Foundation
import GatehouseClient
import GatehouseModel
public import GatehouseSimulator
import GatehouseWire
import NIOCore
import NIOPosix

/// Plays a scenario against a server, from enrolment to the report.
public struct SimulatorRun: Sendable {
    /// Which server, and what may be used of it.
    public struct Target: Sendable {
        /// URL of the people's port.
        public var server: URL
        /// PEM of the root to trust there.
        public var authority: String
        /// Of an administrator: makes enrolment codes and applies documents; `nil` does neither.
        public var token: String?
        /// An enrolment code to use in place of one of its own.
        public var code: String?
        /// Path of an enforcement point's socket; `nil` asks for no decisions.
        public var decisionSocket: String?
        /// Of the server, on this machine; `nil` measures nothing of it.
        public var process: Int32?

        /// A server; nothing is asked of it yet.
        public init(
            server: URL, authority: String, token: String?, code: String?, decisionSocket: String?,
            process: Int32? = nil
        ) {
            self.process = process
            self.server = server
            self.authority = authority
            self.token = token
            self.code = code
            self.decisionSocket = decisionSocket
        }
    }

    /// What happens, for whoever watches.
    public enum Notice: Sendable {
        /// So many of so many devices are enrolled.
        case enrolled(Int, of: Int)
        case progress(RunProgress)
        /// A file of documents was not applied, and why.
        case notApplied(String)
    }

    private let scenario: Scenario
    private let target: Target
    private let stateFolder: String?
    private let sources: Int
    private let folder: URL
    private let notify: @Sendable (Notice) -> Void

    /// - Parameters:
    ///   - stateFolder: where the fleet's identities are kept between runs; `nil` enrols anew.
    ///   - sources: loopback addresses to connect from.
    ///   - folder: what the scenario's files of documents are relative to.
    public init(
        _ scenario: Scenario, target: Target, stateFolder: String?, sources: Int, folder: URL,
        notify: @escaping @Sendable (Notice) -> Void
    ) {
        self.scenario = scenario
        self.target = target
        self.stateFolder = stateFolder
        self.sources = sources
        self.folder = folder
        self.notify = notify
    }

    /// Plays it; throws only when it cannot be played at all.
    public func play() async throws -> RunReport {
        try check()
        // One for the fleet, so that the rest of the machine is the server's; the other is for what surrounds it, and for
        // decisions, whose times must not be the fleet's.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let result: Result<RunReport, any Error>
        do {
            result = .success(try await play(group))
        } catch {
            result = .failure(error)
        }
        try await group.shutdownGracefully()
        return try result.get()
    }

    private func check() throws {
        if let process = target.process { _ = try ServerProcess(process) }
        if scenario.phases.contains(where: { $0.decisions != nil }), target.decisionSocket == nil {
            throw SimulatorError(
                .setup, "`\(scenario.name)` asks for decisions, and no enforcement point's socket is given",
                hint: "pass --decision-socket PATH, or --data-dir DIR on the server's machine")
        }
        if scenario.phases.contains(where: { !$0.apply.isEmpty }), target.token == nil {
            throw SimulatorError(
                .setup, "`\(scenario.name)` applies documents, which needs an administrator's token",
                hint: "pass --token-file FILE, or --data-dir DIR on the server's machine")
        }
        for file in scenario.phases.flatMap(\.apply) where !FileManager.default.isReadableFile(atPath: path(file).path)
        {
            throw SimulatorError(.setup, "`\(path(file).path)` cannot be read")
        }
    }

    private func path(_ file: String) -> URL { URL(filePath: file, relativeTo: folder) }

    private func play(_ group: MultiThreadedEventLoopGroup) async throws -> RunReport {
        var ledger = Ledger()
        let identities = try await identities(group, &ledger)
        guard let first = identities.first, let channel = URL(string: first.channel) else {
            throw SimulatorError(.failed, "the server named no device channel")
        }
        let dialler = try await DeviceDialler(channel, group: group).resolved(sources: sources)
        let (fleet, aside) = (group.next(), group.next())
        var measured = try await drive(dialler, identities, fleet, aside)
        measured.adopt(.enrolment, of: ledger)
        return RunReport(scenario: scenario, ledger: try await checkCopies(measured, identities))
    }

    private func drive(
        _ dialler: DeviceDialler, _ identities: [FleetIdentity], _ loop: any EventLoop, _ aside: any EventLoop
    ) async throws -> Ledger {
        let honest = Array(identities.prefix(scenario.devices))
        let hostile = Array(identities.dropFirst(scenario.devices))
        let done = loop.makePromise(of: Ledger.self)
        let (scenario, target, notify) = (scenario, target, notify)
        loop.execute {
            do {
                let surroundings = FleetDriver.Surroundings(
                    dialler: dialler, identities: honest,
                    decisions: target.decisionSocket.map { DecisionAsker(socket: $0, on: aside) },
                    attackers: hostile.isEmpty ? nil : try AttackSquad(dialler, identities: hostile),
                    apply: { files, done in Task { done(await self.apply(files)) } },
                    server: try target.process.map { try ServerProcess($0) },
                    progress: { notify(.progress($0)) }, finished: { done.succeed($0) })
                try FleetDriver(scenario, surroundings, beginningAt: .now, on: loop).run()
            } catch {
                done.fail(error)
            }
        }
        return try await done.futureResult.get()
    }

    private func apply(_ files: [String]) async -> Bool {
        do {
            let sources = try files.map { file in
                SourceFile(name: file, text: try String(contentsOf: path(file), encoding: .utf8))
            }
            let request = ApplyRequest(files: sources, dryRun: false, confirmLockOut: true)
            let _: ApplyResponse = try await asked { try await $0.post(APIRoute.apply, request) }
            return true
        } catch let error as ClientError {
            notify(.notApplied(error.errors.first.map { "\($0)" } ?? error.message))
            return false
        } catch {
            notify(.notApplied("\(error)"))
            return false
        }
    }

    private func asked<Answer: Sendable>(
        _ body: @escaping @Sendable (APIClient) async throws -> Answer
    ) async throws -> Answer {
        let url = target.server.absoluteString
        let server = url.hasSuffix("/") ? String(url.dropLast()) : url
        return try await HTTPTransport.connected(
            to: ServerConnection(server: server, authority: target.authority, token: target.token ?? "")
        ) { try await body(APIClient(transport: $0)) }
    }
}

extension SimulatorRun {
    /// The fleet's identities, those of attackers last; only those are enrolled that are not kept.
    private func identities(_ group: MultiThreadedEventLoopGroup, _ ledger: inout Ledger) async throws
        -> [FleetIdentity]
    {
        let count = scenario.devices + scenario.attackers
        let file = try stateFolder.map { try FleetFile(folder: $0) }
        var kept = [Int: FleetIdentity]()
        if let file, let host = target.server.host() {
            let found = file.read(seed: scenario.seed, trustRoots: target.authority, server: host, at: .now)
            for number in 0..<count {
                kept[number] = found[.init(number: number, isTelemetryOnly: profile(number) == .telemetryOnly)]
            }
        }
        let missing = (0..<count).filter { kept[$0] == nil }
        guard !missing.isEmpty else { return (0..<count).compactMap { kept[$0] } }
        let gathered = GatheredIdentities(file: file, total: missing.count, notify: notify)
        let orders = try await orders(missing)
        let dialler = try await DeviceDialler(target.server, group: group).resolved(sources: 0)
        try await FleetEnrolment(dialler, authority: target.authority, seed: scenario.seed).enrol(orders) {
            try await gathered.add($0, took: $1)
        }
        let (fresh, times) = try await gathered.finish()
        for time in times { ledger.note(.enrolment, took: time) }
        for identity in fresh { kept[identity.number] = identity }
        return (0..<count).compactMap { kept[$0] }
    }

    private func profile(_ number: Int) -> DeviceProfile {
        number < scenario.devices ? scenario.share(of: number).profile : .linuxServer
    }

    private func orders(_ numbers: [Int]) async throws -> [FleetEnrolment.Order] {
        let reporting = numbers.filter { profile($0) == .telemetryOnly }
        let managedCode =
            reporting.count == numbers.count ? "" : try await code(numbers.count - reporting.count, isManaged: true)
        let reportingCode = reporting.isEmpty ? "" : try await code(reporting.count, isManaged: false)
        return numbers.map { number in
            let profile = profile(number)
            let name =
                number < scenario.devices ? "sim-\(scenario.seed)-\(number)" : "hostile-\(scenario.seed)-\(number)"
            return FleetEnrolment.Order(
                number: number, profile: profile, name: name,
                code: profile == .telemetryOnly ? reportingCode : managedCode)
        }
    }

    private func code(_ uses: Int, isManaged: Bool) async throws -> String {
        if let code = target.code { return code }
        guard target.token != nil else {
            throw SimulatorError(
                .setup, "devices must enrol, and there is no code",
                hint: "pass --code CODE, or a token that may make one")
        }
        let request = EnrolmentCodeRequest(
            uses: Int64(uses), expiresIn: "6h", ownership: .company, groups: [], trustType: .azureAd,
            management: isManaged ? .managed : .telemetryOnly, owner: nil, requiresApproval: false)
        do {
            let created: EnrolmentCodeCreated = try await asked { try await $0.post(APIRoute.enrolmentCodes, request) }
            return created.code
        } catch let error as ClientError {
            throw SimulatorError(.setup, error.message, hint: error.hint)
        }
    }

    /// An identity that was used as a copy would be must show it.
    private func checkCopies(_ ledger: Ledger, _ identities: [FleetIdentity]) async throws -> Ledger {
        guard target.token != nil, scenario.phases.contains(where: { ($0.hostile[.wrongSequence] ?? 0) > 0 }),
            let place = Attack.allCases.firstIndex(of: .wrongSequence)
        else { return ledger }
        let device = identities[scenario.devices + place].device
        let facts: ListPage<FactItem> = try await asked {
            try await $0.get(APIRoute.fill(APIRoute.deviceFacts, device))
        }
        var ledger = ledger
        let isShown = facts.items.contains { $0.key == "identity.sharedUse" && $0.value == .boolean(true) }
        if !isShown { ledger.count(.accepted) }
        return ledger
    }
}

/// Identities as they come, written down in batches.
private actor GatheredIdentities {
    private static let batch = 64

    private let file: FleetFile?
    private let total: Int
    private let notify: @Sendable (SimulatorRun.Notice) -> Void
    private var all: [FleetIdentity] = []
    private var times: [Duration] = []
    private var written = 0
    private var told = ContinuousClock.now

    init(file: FleetFile?, total: Int, notify: @escaping @Sendable (SimulatorRun.Notice) -> Void) {
        self.file = file
        self.total = total
        self.notify = notify
    }

    func add(_ identity: FleetIdentity, took: Duration) throws {
        all.append(identity)
        times.append(took)
        if all.count - written >= Self.batch { try write() }
        guard ContinuousClock.now - told >= .seconds(1) else { return }
        told = .now
        notify(.enrolled(all.count, of: total))
    }

    func finish() throws -> ([FleetIdentity], [Duration]) {
        try write()
        notify(.enrolled(all.count, of: total))
        return (all, times)
    }

    private func write() throws {
        try file?.append(Array(all[written...]))
        written = all.count
    }
}
