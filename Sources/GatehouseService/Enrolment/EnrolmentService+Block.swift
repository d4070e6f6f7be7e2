public import GatehouseModel

extension EnrolmentService {
    /// Withdraws the identity at once, on every node within a second; the device may enrol again.
    public func revoke(_ tenant: TenantID, device: DeviceID, reason: String, actor: String) async throws {
        try await withdraw(tenant, device, .revoked, "device.revoke", reason: reason, actor: actor)
    }

    /// Withdraws the identity at once, and keeps the hardware from enrolling until it is released.
    public func block(_ tenant: TenantID, device: DeviceID, reason: String, actor: String) async throws {
        try await withdraw(tenant, device, .blocked, "device.block", reason: reason, actor: actor)
    }

    /// Lets a blocked device enrol again; it stays revoked until it does.
    public func release(_ tenant: TenantID, device: DeviceID, reason: String, actor: String) async throws {
        let now = clock.now
        try await store.write(tenant) { work in
            var record = try work.requireDevice(device)
            guard record.device.lifecycle == .blocked else {
                throw ServiceError(.conflict, "the device `\(record.device.name)` is not blocked")
            }
            record.device.lifecycle = .revoked
            try work.save(record)
            try work.audit(
                AuditEntry(
                    at: now, actor: actor, action: "device.release", target: "device/\(device)", detail: reason))
        }
    }

    /// What is blocked stays so, whatever else ends it.
    private func withdraw(
        _ tenant: TenantID, _ device: DeviceID, _ lifecycle: DeviceLifecycle, _ action: String, reason: String,
        actor: String
    ) async throws {
        let now = clock.now
        try await store.write(tenant) { work in
            var record = try work.requireDevice(device)
            if record.device.lifecycle != .blocked { record.device.lifecycle = lifecycle }
            try work.save(record)
            let count = try work.revokeCertificates(of: device, at: now, reason: reason)
            try work.removeDeviceTokens(of: device)
            try work.scheduleNamesakes(of: [record.device.name], except: device, try work.deviceGrouping(), at: now)
            try work.audit(
                AuditEntry(
                    at: now, actor: actor, action: action, target: "device/\(device)",
                    detail: "\(count) certificates; \(reason)"))
        }
    }
}
