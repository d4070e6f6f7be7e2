import GatehouseDocuments
import GatehouseKeys
import GatehouseModel
import GatehousePolicy

/// Reads rows into memory: all of a tenant, or those that changed.
struct SnapshotLoader {
    private static let batch = 1000

    let store: any Store
    let memory: SnapshotFollower.Memory
    let clock: Clock

    func load(_ tenant: TenantID) async throws {
        try await loadDocuments(of: tenant)
        try await loadDevices(of: tenant)
        try await loadCertificates(of: tenant)
        let now = clock.now
        let tokens = try await store.read(tenant) { try $0.deviceTokens(liveAt: now) }
        memory.snapshot.change(tenant) { access in
            for token in tokens { access.tokens[token.hash] = .init(token) }
        }
    }

    /// Brings what the changes name up to date.
    func apply(_ changes: [Change], of tenant: TenantID) async throws {
        func ids(_ kinds: Change.Kind...) -> [String] {
            Array(Set(changes.filter { kinds.contains($0.kind) }.map(\.id)))
        }
        if changes.contains(where: { $0.kind == .document }) { try await loadDocuments(of: tenant) }
        try await refresh(devices: ids(.device, .verdict).compactMap(DeviceID.init), of: tenant)
        try await refresh(certificates: ids(.certificate), of: tenant)
        try await refresh(tokens: ids(.deviceToken), of: tenant)
        try await refresh(actionsOf: ids(.action).compactMap(DeviceID.init), of: tenant)
    }

    private func loadDocuments(of tenant: TenantID) async throws {
        let catalogue = try await store.read(tenant) { try TenantCatalogue($0.documents(kind: nil)) }
        let settings = catalogue.settings
        let policies = try catalogue.accessPolicies()
        let compiled = CompiledAccessPolicies(policies, settings: settings.access)
        let digest = Secret.digest(
            catalogue.documents.filter { [.accessPolicy, .namedLocation, .tenantSettings].contains($0.kind) }
                .map(DocumentWriter.write).sorted().joined())
        memory.policies.replace(ComplianceRules(catalogue), of: tenant)
        memory.snapshot.change(tenant) { access in
            access.policies = compiled
            access.policyDigest = digest
            access.settings = TenantRules(
                access: settings.access, compliance: settings.compliance, staleness: settings.staleness)
            access.enforcementPoints = Dictionary(
                catalogue.enforcementPoints.map { ($0.name, Set($0.applications)) }
            ) { first, _ in first }
        }
        await memory.enforcementPoints(tenant, catalogue)
    }

    private func loadDevices(of tenant: TenantID) async throws {
        var last: DeviceID?
        let now = clock.now
        while true {
            let after = last
            let rows = try await store.read(tenant) { work in
                try work.devices(after: after, limit: Self.batch).map { record in
                    (
                        record, try work.verdict(of: record.device.id),
                        try work.openActions(of: record.device.id, at: now)
                    )
                }
            }
            memory.snapshot.change(tenant) { access in
                for (record, verdict, _) in rows { access.devices[record.device.id] = .init(record, verdict) }
            }
            for (record, _, actions) in rows where !actions.isEmpty {
                memory.work.replace(actions, of: .init(tenant: tenant, device: record.device.id))
            }
            guard rows.count == Self.batch else { return }
            last = rows.last?.0.device.id
        }
    }

    private func loadCertificates(of tenant: TenantID) async throws {
        var last: String?
        let now = clock.now
        while true {
            let after = last
            let rows = try await store.read(tenant) {
                try $0.liveCertificates(at: now, after: after, limit: Self.batch)
            }
            memory.snapshot.change(tenant) { access in
                for row in rows { access.certificates[row.serial] = .init(row) }
            }
            guard rows.count == Self.batch else { return }
            last = rows.last?.serial
        }
    }

    private func refresh(devices ids: [DeviceID], of tenant: TenantID) async throws {
        guard !ids.isEmpty else { return }
        let rows = try await store.read(tenant) { work in
            try ids.map { id in (id, try work.device(id), try work.verdict(of: id)) }
        }
        var lost = [DeviceID]()
        memory.snapshot.change(tenant) { access in
            for (id, record, verdict) in rows {
                access.devices[id] = record.map { .init($0, verdict) }
                if record?.device.lifecycle != .enrolled { lost.append(id) }
            }
        }
        for id in lost { memory.work.poke(.init(tenant: tenant, device: id)) }
    }

    private func refresh(certificates serials: [String], of tenant: TenantID) async throws {
        guard !serials.isEmpty else { return }
        let rows = try await store.read(tenant) { work in try serials.map { ($0, try work.certificate($0)) } }
        var revoked = [DeviceID]()
        memory.snapshot.change(tenant) { access in
            for (serial, row) in rows {
                if row?.revokedAt != nil || row == nil, let known = access.certificates[serial] {
                    revoked.append(known.device)
                }
                access.certificates[serial] = row.map { .init($0) }
            }
        }
        for id in Set(revoked) { memory.work.poke(.init(tenant: tenant, device: id)) }
    }

    private func refresh(tokens hashes: [String], of tenant: TenantID) async throws {
        guard !hashes.isEmpty else { return }
        let rows = try await store.read(tenant) { work in
            try hashes.map { ($0, try work.deviceToken(withHash: $0)) }
        }
        let now = clock.now
        memory.snapshot.change(tenant) { access in
            for (hash, row) in rows { access.tokens[hash] = row.map { .init($0) } }
            access.forgetEndedTokens(at: now)
        }
    }

    private func refresh(actionsOf devices: [DeviceID], of tenant: TenantID) async throws {
        guard !devices.isEmpty else { return }
        let now = clock.now
        let rows = try await store.read(tenant) { work in
            try devices.map { ($0, try work.openActions(of: $0, at: now)) }
        }
        for (device, actions) in rows { memory.work.replace(actions, of: .init(tenant: tenant, device: device)) }
    }
}

extension TenantAccess.KnownDevice {
    fileprivate init(_ record: DeviceRecord, _ verdict: Verdict?) {
        self.init(device: record.device, identityAssurance: record.identityAssurance, verdict: verdict)
    }
}

extension TenantAccess.KnownCertificate {
    fileprivate init(_ record: CertificateRecord) {
        self.init(device: record.device, notAfter: record.notAfter, isRevoked: record.revokedAt != nil)
    }
}

extension TenantAccess.KnownToken {
    fileprivate init(_ token: DeviceToken) {
        self.init(device: token.device, expiresAt: token.expiresAt)
    }
}
