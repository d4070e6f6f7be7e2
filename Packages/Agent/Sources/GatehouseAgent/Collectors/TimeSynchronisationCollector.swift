import CLinux
public import GatehouseModel

/// What the kernel says of its clock.
struct ClockState: Hashable, Sendable {
    var isSynchronised: Bool
    var maximumErrorInMicroseconds: Int64

    /// The running kernel's, or the reason why it does not say.
    static func running() -> Result<ClockState, MachineError> {
        var (synchronised, error): (Int32, Int64) = (0, 0)
        let outcome = clinux_clock_state(&synchronised, &error)
        guard outcome == 0 else { return .failure(MachineError(errno: -outcome, "adjtimex")) }
        return .success(ClockState(isSynchronised: synchronised == 1, maximumErrorInMicroseconds: error))
    }
}

/// Whether something keeps the clock right, and what.
public struct TimeSynchronisationCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "time synchronisation"
    /// The kernel's word, and who it has it from.
    public let keys: [FactKey] = ["time.synchronised", "time.maximumError", "time.service"]
    /// The services' settings; the clock itself tells of no change.
    public let watches = ["/etc/chrony/chrony.conf", "/etc/systemd/timesyncd.conf", "/etc/ntpsec/ntp.conf"]

    private let clock: @Sendable () -> Result<ClockState, MachineError>

    /// Asks the running kernel.
    public init() { clock = ClockState.running }

    init(clock: @escaping @Sendable () -> Result<ClockState, MachineError>) { self.clock = clock }

    /// By the name of the process, which the kernel cuts at 15 bytes.
    private static let services = [
        "chronyd": "chronyd", "systemd-timesyn": "systemd-timesyncd", "ntpd": "ntpd", "openntpd": "openntpd",
        "ptp4l": "ptp4l", "phc2sys": "phc2sys",
    ]

    /// The service is absent when none that is known runs; the rest is unavailable when the kernel refuses.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        let source = "adjtimex(2)"
        let service = machine.fact("time.service", Self.service(machine), at: now)
        switch clock() {
        case .failure(let error):
            let failed = Observation.unavailable(error.message, source: source)
            return [
                machine.fact("time.synchronised", failed, at: now), machine.fact("time.maximumError", failed, at: now),
                service,
            ]
        case .success(let state):
            let evidence = state.isSynchronised ? "the clock is disciplined" : "STA_UNSYNC is set"
            let seconds = Self.seconds(state.maximumErrorInMicroseconds)
            return [
                machine.fact(
                    "time.synchronised", .known(.boolean(state.isSynchronised), source: source, evidence: evidence),
                    at: now),
                machine.fact(
                    "time.maximumError",
                    .known(.integer(seconds), source: source, evidence: "less than \(seconds) s"), at: now),
                service,
            ]
        }
    }

    /// Whole seconds, rounded up, so that the bound's steady growth between corrections is no change of the fact.
    private static func seconds(_ microseconds: Int64) -> Int64 {
        max(microseconds, 0) / 1_000_000 + (microseconds % 1_000_000 > 0 ? 1 : 0)
    }

    private static func service(_ machine: Machine) -> Observation {
        let source = "/proc"
        do {
            let processes = try machine.names(in: "/proc").filter { $0.utf8.allSatisfy(\.isDigit) }
            guard !processes.isEmpty else { return .unavailable("`/proc` shows no process", source: source) }
            let found = Set(processes.compactMap { services[(try? machine.text("/proc/\($0)/comm", limit: 64)) ?? ""] })
            guard let first = found.min() else {
                return .absent("none of \(Set(services.values).sorted().joined(separator: ", ")) runs", source: source)
            }
            let evidence = found.sorted().joined(separator: ", ")
            return .known(.text(first), source: source, evidence: "running: \(evidence)")
        } catch {
            return .failed(error, source: source)
        }
    }
}
