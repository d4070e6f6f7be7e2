import GatehouseAgentCore
import GatehouseKeys
import GatehouseModel
import GatehouseWire
import NIOCore

/// Drives ``UpdateMachine`` on the agent's event loop.
final class UpdateSession {
    private let client: AgentClient
    private let loop: any EventLoop
    private let directory: StateDirectory
    private let installation: Installation
    private let restart: () -> Void
    private let log = AgentLog()
    private var machine: UpdateMachine
    private var timer: Scheduled<Void>?
    private var isStopped = false

    /// - Parameter restart: ends this run, so that the installed version is started.
    init(
        _ machine: UpdateMachine, client: AgentClient, directory: StateDirectory, installation: Installation,
        on loop: any EventLoop, restart: @escaping () -> Void
    ) {
        self.machine = machine
        self.client = client
        self.loop = loop
        self.directory = directory
        self.installation = installation
        self.restart = restart
    }

    func start() { feed(.start) }

    func stop() {
        isStopped = true
        timer?.cancel()
    }

    private func feed(_ event: UpdateMachine.Event) {
        guard !isStopped else { return }
        for action in machine.event(event, at: .current()) where !isStopped {
            do {
                try perform(action)
            } catch {
                return feed(.notStored(error.message))
            }
        }
    }

    private func perform(_ action: UpdateMachine.Action) throws(AgentError) {
        switch action {
        case .ask(let version, let architecture):
            client.update(version, architecture) { result in
                switch result {
                case .success(let release): self.feed(.offered(release))
                case .failure(let failure): self.feed(.failed(failure))
                }
            }
        case .begin: try installation.begin()
        case .fetch(let version, let architecture, let offset):
            client.artefact(version, architecture, offset: offset) { self.fetched($0) }
        case .digest:
            var digest = ProgramDigest()
            try installation.readDraft { digest.update($0) }
            feed(.digested(digest.hexadecimal))
        case .discard: try installation.discardDraft()
        case .save(let record): try directory.save(record)
        case .activate(let version):
            try installation.activate(version)
            feed(.activated)
        case .restart: restart()
        case .wake(let wait):
            timer?.cancel()
            timer = loop.assumeIsolated().scheduleTask(in: TimeAmount(wait)) { self.feed(.timerFired) }
        case .log(let text): log.write(text)
        }
    }

    private func fetched(_ result: Result<[UInt8], RequestFailure>) {
        switch result {
        case .failure(let failure): feed(.failed(failure))
        case .success(let bytes):
            do {
                try installation.append(bytes)
            } catch {
                return feed(.notStored(error.message))
            }
            feed(.stored(bytes: bytes.count))
        }
    }
}
