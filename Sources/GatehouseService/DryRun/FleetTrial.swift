import GatehouseModel
import GatehousePolicy

/// Two policy sets, side by side over every device as it stands now; nothing is written.
struct FleetTrial: Sendable {
    private static let batch = 200

    let store: any Store
    let tenant: TenantID
    let before: PolicySet
    let after: PolicySet
    let now: Instant

    /// Every application that either set knows, by name.
    var applications: [String] { before.applications.union(after.applications).sorted() }

    /// Calls `body` with every device that has an identity to show, in batches, until it wants no more.
    ///
    /// Each batch is a unit of work of its own, which only reads. Returns how many devices could show nothing.
    @discardableResult
    func forEachDevice(_ body: (DeviceTrial) -> Bool) async throws -> Int {
        var last: DeviceID?
        var refused = 0
        while true {
            try Task.checkCancellation()
            let after = last
            let trials = try await store.read(tenant) { [self] work in
                try work.devices(after: after, limit: Self.batch).map { try trial(of: $0, in: work) }
            }
            for trial in trials {
                guard trial.standing.refusal == nil else {
                    refused += 1
                    continue
                }
                guard body(trial) else { return refused }
            }
            guard trials.count == Self.batch else { return refused }
            last = trials.last?.standing.record.device.id
        }
    }

    private func trial(of record: DeviceRecord, in work: any StoreReading) throws -> DeviceTrial {
        let standing = try DeviceStanding(record, in: work, at: now)
        var trial = DeviceTrial(standing: standing, before: standing.verdict, after: standing.verdict)
        guard standing.refusal == nil else { return trial }
        if !after.judgesAs(before) { trial.after = try after.compliance.verdict(of: standing, in: work, at: now) }
        if before.looksAtTheRequest || after.looksAtTheRequest {
            let newest = ListQuery(
                filter: .compare(field: "device", .equals, .text(record.device.id.description)),
                order: [.init(field: "at", isDescending: true)], limit: 1)
            let signals = try work.decisions(newest).elements.first?.question?.signals
            if let signals { (trial.address, trial.clientApplication) = (signals.address, signals.clientApplication) }
        }
        return trial
    }
}

/// One device under both sets.
struct DeviceTrial: Sendable {
    let standing: DeviceStanding
    /// As it stands.
    let before: Verdict?
    /// As the changed rules would have it, on the facts held now.
    var after: Verdict?
    /// From where the device asked last; absent when nothing is recorded, or no policy looks at it.
    var address: Input<IPAddress> = .absent
    var clientApplication: Input<ClientApplicationType> = .absent

    init(standing: DeviceStanding, before: Verdict?, after: Verdict?) {
        self.standing = standing
        self.before = before
        self.after = after
    }

    /// What the device would be answered; policies alone are asked, not whether an enforcement point is bound.
    func decision(for application: String, by set: PolicySet, _ verdict: Verdict?, at now: Instant) -> Decision {
        let signals = standing.signals(
            for: application, address: address, clientApplication: clientApplication, verdict: verdict)
        return set.access.decide(signals, at: now)
    }
}
