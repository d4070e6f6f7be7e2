import GatehouseModel
import GatehousePolicy

/// An application that nobody who can reach it now could reach after a change.
public struct LockedApplication: Hashable, Sendable {
    /// Name of the application.
    public var application: String
    /// Devices that can reach it now.
    public var devices: Int

    /// Takes the parts as they are.
    public init(application: String, devices: Int) {
        self.application = application
        self.devices = devices
    }
}

/// Finds out whether a change takes an application from every device that has it now.
///
/// Where it changes little, the first batch of devices answers: a device that keeps an application is enough.
struct LockOutCheck: Sendable {
    /// What was found.
    struct Finding: Sendable {
        /// By name; empty when nobody is locked out.
        var applications: [LockedApplication] = []
        /// How it was found out, where that is not device by device.
        var note: String?
    }

    let trial: FleetTrial
    /// The largest fleet that is judged device by device while somebody waits.
    let largestFleet: Int

    func find() async throws -> Finding {
        guard !trial.after.decidesAs(trial.before) || !trial.after.judgesAs(trial.before) else { return Finding() }
        let devices = try await trial.store.read(trial.tenant) { try $0.verdictCounts().values.reduce(0, +) }
        return devices > largestFleet ? try await byCounts(of: devices) : try await byDevices()
    }

    private func byDevices() async throws -> Finding {
        var holders = Holders(trial.applications)
        try await trial.forEachDevice { device in
            holders.count(1) { application, set in
                let verdict = set == .before ? device.before : device.after
                let policies = set == .before ? trial.before : trial.after
                return device.decision(for: application, by: policies, verdict, at: trial.now).outcome
            }
            return !holders.isDecided
        }
        return Finding(applications: holders.locked)
    }

    /// Devices that are alike are asked about once; names and other texts of theirs are not known here.
    private func byCounts(of devices: Int) async throws -> Finding {
        let classes = try await trial.store.read(trial.tenant) { try $0.fleetClasses() }
        var holders = Holders(trial.applications)
        for (fleetClass, count) in classes {
            holders.count(count) { application, set in
                let policies = set == .before ? trial.before : trial.after
                return policies.access.decide(fleetClass.signals(for: application, at: trial.now), at: trial.now)
                    .outcome
            }
        }
        var note =
            "there are \(devices) devices: whether anybody is locked out was judged by how many are alike, not device "
            + "by device"
        if !trial.after.judgesAs(trial.before) {
            note += ", and what the changed compliance policies make of them was not looked at"
        }
        return Finding(applications: holders.locked, note: note)
    }
}

/// Who has which application, and whether anybody keeps it.
private struct Holders {
    enum Side {
        case before
        case after
    }

    /// Devices that lose the application; those that somebody keeps are gone from here.
    private var losing: [String: Int]

    init(_ applications: [String]) { losing = Dictionary(uniqueKeysWithValues: applications.map { ($0, 0) }) }

    var isDecided: Bool { losing.isEmpty }

    var locked: [LockedApplication] {
        losing.filter { $0.value > 0 }.map { LockedApplication(application: $0.key, devices: $0.value) }
            .sorted { $0.application < $1.application }
    }

    mutating func count(_ devices: Int, outcome: (String, Side) -> Outcome) {
        for application in losing.keys where outcome(application, .before) == .allow {
            if outcome(application, .after) == .allow {
                losing[application] = nil
            } else {
                losing[application, default: 0] += devices
            }
        }
    }
}

extension FleetClass {
    fileprivate func signals(for application: String, at now: Instant) -> Signals {
        let device = Device(
            id: DeviceID(high: 0, low: 0), name: "", platform: platform, ownership: ownership, trustType: trustType,
            enrolledAt: now, lastContact: now)
        let verdict = state.map { Verdict(state: $0, since: now, graceEnd: nil, validUntil: .distantFuture) }
        return Signals(
            application: application, platform: .known(platform), address: .absent, clientApplication: .absent,
            device: .known(DeviceSignal(device: device, identityAssurance: identityAssurance)),
            verdict: verdict.map { .known($0) } ?? .unavailable)
    }
}

extension ServiceError {
    static func wouldLockOut(_ applications: [LockedApplication]) -> ServiceError {
        ServiceError(
            .wouldLockOut, "\(applications.words); nothing was changed",
            hint: "see who it is with `gatehouse apply --dry-run --replay 7d`; if it is meant, confirm it "
                + "(`--confirm-lock-out`)")
    }
}

extension [LockedApplication] {
    /// As `nobody who can reach the application wiki now (12 devices) could reach it any more`.
    var words: String {
        map { locked in
            let devices = locked.devices == 1 ? "1 device" : "\(locked.devices) devices"
            return "nobody who can reach the application `\(locked.application)` now (\(devices)) could reach it any "
                + "more"
        }.joined(separator: "; ")
    }
}
