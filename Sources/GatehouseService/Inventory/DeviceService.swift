public import GatehouseModel

/// All that is kept of one device.
public struct DeviceDossier: Hashable, Sendable {
    /// The device and its channel.
    public var record: DeviceRecord
    /// What is known of its TPM; `nil` when its key is in a file.
    public var attestation: DeviceAttestation?
    /// Every certificate that it was given, the ended and revoked ones too.
    public var certificates: [CertificateRecord]
    /// Its verdict as it stands now, with what led to it.
    public var explanation: ComplianceExplanation
    /// Its 20 newest actions.
    public var actions: [DeviceAction]
}

/// The device list and what hangs on each.
public struct DeviceService: Sendable {
    let store: any Store
    let clock: Clock

    /// Makes the service; `clock` decides whether a verdict has lapsed.
    public init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    /// One page of devices, with their verdicts as they stand now.
    public func list(_ tenant: TenantID, _ query: ListQuery) async throws -> Page<DeviceListing> {
        let now = clock.now
        var page = try await store.read(tenant) { try $0.devices(query) }
        for index in page.elements.indices {
            guard let verdict = page.elements[index].verdict else { continue }
            page.elements[index].verdict?.state = verdict.state(at: now)
        }
        return page
    }

    /// The device that a person means by its id or its name; a name that several bear is refused with their ids.
    public func find(_ tenant: TenantID, _ word: String) async throws -> Device {
        try await store.read(tenant) { work in
            if let id = DeviceID(word), let record = try work.device(id) { return record.device }
            let named = try work.devices(named: word)
            guard let first = named.first else {
                throw ServiceError(
                    .notFound, "there is no device `\(word)`", hint: "see gatehouse device list")
            }
            guard named.count == 1 else {
                throw ServiceError(
                    .conflict, "\(named.count) devices are named `\(word)`",
                    hint: "use an id: \(named.map(\.device.id.description).joined(separator: ", "))")
            }
            return first.device
        }
    }

    /// All that is kept of the device; throws ``ServiceError/Code/notFound``.
    public func dossier(_ tenant: TenantID, _ id: DeviceID) async throws -> DeviceDossier {
        let now = clock.now
        return try await store.read(tenant) { work in
            let record = try work.requireDevice(id)
            var verdict = try work.verdict(of: id)
            if let held = verdict { verdict?.state = held.state(at: now) }
            return DeviceDossier(
                record: record, attestation: try work.attestation(of: id), certificates: try work.certificates(of: id),
                explanation: ComplianceExplanation(
                    device: record.device, verdict: verdict, statuses: try work.statuses(of: id),
                    facts: try work.facts(of: id)),
                actions: try work.actions(of: id, limit: 20))
        }
    }

    /// Forgets the device and all that hangs on it; its certificates are revoked first.
    public func delete(_ tenant: TenantID, _ id: DeviceID, actor: String) async throws {
        let now = clock.now
        try await store.write(tenant) { work in
            let record = try work.requireDevice(id)
            guard record.device.lifecycle != .blocked else {
                throw ServiceError(
                    .conflict, "the device `\(record.device.name)` is blocked, and would not be without its record",
                    hint: "release it first: `gatehouse device release \(id)`")
            }
            try work.revokeCertificates(of: id, at: now, reason: "device deleted")
            try work.deleteDevice(id)
            try work.unregister(id, at: now, actor: actor)
            try work.scheduleNamesakes(
                of: [record.device.name], except: id, try work.deviceGrouping(), at: now)
            try work.audit(
                AuditEntry(
                    at: now, actor: actor, action: "device.delete", target: "device/\(id)",
                    detail: "name \(record.device.name)"))
        }
    }
}
