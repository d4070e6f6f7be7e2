import GatehouseAgentCore
import GatehouseModel
import Glibc

/// Runs a version on trial as a child and drives ``TrialMachine`` on the one thread that there is.
struct Trial {
    private var machine: TrialMachine
    private let directory: StateDirectory
    private let installation: Installation
    private let program: String
    private let arguments: [String]
    private let log = AgentLog()
    private var child: pid_t = 0
    private var outcome: Int32?
    private var isOver = false

    init(
        _ machine: TrialMachine, _ directory: StateDirectory, _ installation: Installation, _ program: String,
        _ arguments: [String]
    ) {
        self.machine = machine
        self.directory = directory
        self.installation = installation
        self.program = program
        self.arguments = arguments
    }

    /// The status to end with, or `nil` when the launch is to be decided anew.
    mutating func run() throws(AgentError) -> Int32? {
        SignalWatch.blockSignals()
        try feed(.start)
        while !isOver {
            var signals = SignalWatch.stopSignals
            sigaddset(&signals, SIGCHLD)
            pthread_sigmask(SIG_BLOCK, &signals, nil)
            var wait = timespec(tv_sec: 1, tv_nsec: 0)
            let signal = sigtimedwait(&signals, nil, &wait)
            if signal == SIGTERM || signal == SIGINT {
                try feed(.stopAsked)
            } else if let status = ended() {
                try feed(.ended(status: status))
            } else {
                try feed(.timerFired)
            }
        }
        return outcome
    }

    private mutating func feed(_ event: TrialMachine.Event) throws(AgentError) {
        for action in machine.event(event, now: .now()) {
            switch action {
            case .startChild: try startChild()
            case .look: try feed(.contact(directory.lastContact()))
            case .wake: break  // The loop wakes once a second.
            case .stopChild: stopChild()
            case .save(let record):
                try directory.save(record)
                if let failure = record.failure {
                    log.write("version \(failure.version) is taken back: \(failure.reason)")
                }
            case .takeBack(let version): try installation.point(to: version)
            case .relaunch: isOver = true
            case .exit(let status):
                outcome = status
                isOver = true
            }
        }
    }

    private mutating func startChild() throws(AgentError) {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let words = (["gatehouse-agent"] + arguments).map { strdup($0) } + [nil]
        let variables = Environment.relevant.map { "\($0.key)=\($0.value)" } + ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]
        let environment = variables.map { strdup($0) } + [nil]
        defer { for word in words + environment { free(word) } }
        let failure = posix_spawn(&child, program, nil, &attributes, words, environment)
        guard failure == 0 else {
            child = 0
            // A program that cannot even be started has ended.
            return try feed(.ended(status: 127))
        }
    }

    /// The status of a child that ended by itself; signals count as 128 and their number, as in a shell.
    private mutating func ended() -> Int32? {
        var status: Int32 = 0
        guard child > 0, waitpid(child, &status, WNOHANG) == child else { return nil }
        child = 0
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }

    /// Asks it to stop, and makes it stop after ten seconds.
    private mutating func stopChild() {
        guard child > 0 else { return }
        kill(child, SIGTERM)
        for _ in 0..<200 {
            if ended() != nil { return }
            usleep(50_000)
        }
        kill(child, SIGKILL)
        waitpid(child, nil, 0)
        child = 0
    }
}
