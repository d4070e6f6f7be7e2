public import GatehouseDocuments
public import GatehouseModel
import GatehousePolicy

/// Whether one policy is about a device.
public struct ReachingPolicy: Hashable, Sendable {
    /// Whether an access policy decides, is only observed, or is off.
    public enum State: String, Sendable, Hashable {
        case enabled
        case reportOnly
        case disabled
    }

    /// A compliance policy or an access policy.
    public var kind: DocumentKind
    /// The policy's name.
    public var name: String
    /// Of an access policy; `nil` for a compliance policy, which is always in force.
    public var state: State?
    /// Whether it reaches the device, and what decided that.
    public var reach: PolicyReach
}

/// A device that a document is about.
public struct ReachedDevice: Hashable, Sendable {
    /// The device with its verdict as it stands now.
    public var listing: DeviceListing
    /// What decided that it is reached, or may be.
    public var reach: PolicyReach
}

/// Devices that a document is about.
public struct ReachedDevices: Sendable {
    /// How many, over the whole fleet; only with the first page.
    public var count: Count?
    /// In the order of identifiers.
    public var page: Page<ReachedDevice>

    /// How many devices a document is about.
    public struct Count: Hashable, Sendable {
        /// Those that it surely is about.
        public var reached = 0
        /// Those of which that is not known.
        public var uncertain = 0
    }
}

/// Which policy reaches which device, and why.
public struct ReachService: Sendable {
    private static let batch = 500

    private let store: any Store
    private let clock: Clock

    /// Makes the service; `clock` decides whether a verdict that an access policy looks at has lapsed.
    public init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    /// Every compliance policy and every access policy in the order of names, also those that do not reach the device.
    public func policies(_ tenant: TenantID, of device: DeviceID) async throws -> [ReachingPolicy] {
        let now = clock.now
        return try await store.read(tenant) { work in
            let record = try work.requireDevice(device)
            let catalogue = try TenantCatalogue(work.documents(kind: nil))
            let verdict = try work.verdict(of: device).map { Input.known($0) } ?? .unavailable
            let judging = catalogue.compliancePolicies.map { policy in
                ReachingPolicy(kind: .compliancePolicy, name: policy.name, reach: policy.reach(of: record.device))
            }
            let deciding = try catalogue.accessPolicies().map { policy in
                ReachingPolicy(
                    kind: .accessPolicy, name: policy.name, state: ReachingPolicy.State(policy.state),
                    reach: policy.reach(of: record.device, verdict: verdict, at: now))
            }
            return judging.sorted { $0.name < $1.name } + deciding.sorted { $0.name < $1.name }
        }
    }

    /// One page of the devices that a policy is about, that are in a group, or for which a filter holds; those of
    /// which it is not known are among them.
    ///
    /// `cursor` is the page's before; refuses documents that are about no device.
    public func devices(
        _ tenant: TenantID, kind: DocumentKind, name: String, limit: Int, cursor: String?
    ) async throws -> ReachedDevices {
        let after = try cursor.map { text -> DeviceID in
            guard let id = DeviceID(text) else {
                throw ServiceError(.invalid, "the cursor `\(text)` is not one of ours")
            }
            return id
        }
        let now = clock.now
        return try await store.read(tenant) { work in
            let test = try ReachTest(kind, name, in: TenantCatalogue(work.documents(kind: nil)))
            var walk = Walk(limit: limit, isCounting: after == nil, last: after)
            while try walk.goOn(test, in: work, at: now) {}
            return ReachedDevices(
                count: walk.isCounting ? walk.count : nil,
                page: Page(elements: walk.found, next: walk.next?.description))
        }
    }

    /// A walk over the fleet, to the end where devices are counted, else until the page is full.
    private struct Walk {
        let limit: Int
        let isCounting: Bool
        var last: DeviceID?
        var found = [ReachedDevice]()
        var next: DeviceID?
        var count = ReachedDevices.Count()

        /// Takes one batch; `false` when nothing is left to do.
        mutating func goOn(_ test: ReachTest, in work: any StoreReading, at now: Instant) throws -> Bool {
            let records = try work.devices(after: last, limit: ReachService.batch)
            for record in records {
                defer { last = record.device.id }
                let verdict = test.needsVerdict ? try work.verdict(of: record.device.id) : nil
                let reach = test.reach(record.device, verdict.map { .known($0) } ?? .unavailable, now)
                guard reach.application != .doesNotApply else { continue }
                if reach.application == .applies { count.reached += 1 } else { count.uncertain += 1 }
                guard found.count < limit else {
                    next = next ?? found.last?.listing.device.id
                    if isCounting { continue }
                    return false
                }
                var shown = try verdict ?? work.verdict(of: record.device.id)
                if let held = shown { shown?.state = held.state(at: now) }
                found.append(ReachedDevice(listing: DeviceListing(device: record.device, verdict: shown), reach: reach))
            }
            return records.count == ReachService.batch
        }
    }
}

extension ReachingPolicy.State {
    fileprivate init(_ state: AccessPolicy.State) {
        switch state {
        case .enabled: self = .enabled
        case .reportOnly: self = .reportOnly
        case .disabled: self = .disabled
        }
    }
}
