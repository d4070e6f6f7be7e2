import GatehouseModel

/// What judges devices, as far as its results may differ from one release to the next.
enum Evaluator {
    /// Raise it with every change after which the same facts and policies may give another verdict: the first node that
    /// starts with it has every device judged anew.
    static let version: Int64 = 1

    /// Has the fleets judged anew that an older evaluator judged last; returns how many.
    ///
    /// Nodes that know an older one alone leave the work to those that know this one.
    @discardableResult
    static func judgeAnew(_ store: any Store, by version: Int64 = version, at now: Instant) async throws -> Int {
        var count = 0
        for tenant in try await store.tenants() where tenant.state != .deleting {
            let isOlder = try await store.read(tenant.id) { try $0.evaluator() < version }
            guard isOlder else { continue }
            count += try await store.write(tenant.id) { work in
                // Another node may have been first.
                guard try work.evaluator() < version else { return 0 }
                try work.save(evaluator: version)
                guard try !work.devices(after: nil, limit: 1).isEmpty else { return 0 }
                try ComplianceJobs.scheduleFleet(lookingAt: nil, by: version, in: work, at: now)
                return 1
            }
        }
        return count
    }
}
