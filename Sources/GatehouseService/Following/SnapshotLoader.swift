import GatehouseDocuments
import GatehouseKeys
import GatehouseModel
import GatehousePolicy

/// Reads rows into memory: all of a tenant, or those that changed.
struct SnapshotLoader {
    private static let batch = 1000

    let store: any Store
    let seen: SeenPosition
    let memory: SnapshotFollower.Memory
    let clock: Clock

    /// Reads everything anew; what was known before and is not in the store any more is forgotten.
    func load(_ tenant: TenantID) async throws {
        guard let own = try await read(tenant, { try $0.ownTenant() }), own.state != .deleting else {
            return try await forget(tenant)
        }
        try await memory.tenants(tenant, own)
        let rules = try await rules(of: tenant)
        var access = TenantAccess()
        access.suspension = own.suspension
        rules.put(into: &access)
        let devices = try await loadDevices(of: tenant, into: &access)
        try await loadCertificates(of: tenant, into: &access)
        let now = clock.now
        let (tokens, certificates) = try await read(tenant) { work in
            (try work.deviceTokens(liveAt: now), try work.pointCertificates(endingAfter: now))
        }
        for token in tokens { access.tokens[token.hash] = .init(token) }
        for certificate in certificates { access.pointCertificates[certificate.serial] = .init(certificate) }
        let (applications, keys) = try await read(tenant) { work in
            (try work.clientApplications(), try work.signingKeys())
        }
        memory.clients.replace(own, applications: applications, keys: keys)
        memory.policies.replace(rules.compliance, of: tenant)
        try await loadScripts(of: tenant)
        memory.snapshot.replace(tenant, by: access)
        memory.work.replaceAll(of: tenant, by: devices)
        await memory.enforcementPoints(tenant, rules.catalogue)
    }

    /// Takes the tenant's state; a tenant that is new is read whole, and one on its way out is forgotten.
    func refresh(tenant: TenantID) async throws {
        let own = try await read(tenant) { try $0.ownTenant() }
        guard let own, own.state != .deleting else { return try await forget(tenant) }
        guard memory.snapshot.look(tenant, { _ in true }) ?? false else { return try await load(tenant) }
        try await memory.tenants(tenant, own)
        memory.clients.take(own)
        memory.snapshot.change(tenant) { $0.suspension = own.suspension }
        memory.work.poke(tenant)
    }

    /// Nothing is decided for the tenant any more, and nobody of it is known.
    func forget(_ tenant: TenantID) async throws {
        memory.snapshot.forget(tenant)
        memory.clients.forget(tenant)
        memory.policies.forget(tenant)
        memory.work.replaceAll(of: tenant, by: [:])
        memory.work.poke(tenant)
        await memory.enforcementPoints(tenant, try TenantCatalogue([DocumentRecord]()))
        try await memory.tenants(tenant, nil)
    }

    /// Brings what the changes name up to date.
    ///
    /// Of a tenant that is new everything is read when its own row comes, and of one that goes nothing.
    func apply(_ changes: [Change], of tenant: TenantID) async throws {
        guard memory.snapshot.look(tenant, { _ in true }) ?? false else { return }
        func ids(_ kinds: Change.Kind...) -> [String] {
            Array(Set(changes.filter { kinds.contains($0.kind) }.map(\.id)))
        }
        if changes.contains(where: { $0.kind == .authority }) { try await refreshAuthority(of: tenant) }
        try await refresh(pointCertificates: ids(.pointCertificate), of: tenant)
        try await refresh(clients: ids(.clientApplication).compactMap(ClientApplicationID.init), of: tenant)
        if changes.contains(where: { $0.kind == .signingKey }) {
            memory.clients.take(keys: try await read(tenant) { try $0.signingKeys() }, of: tenant)
        }
        if changes.contains(where: { $0.kind == .script }) { try await loadScripts(of: tenant) }
        if changes.contains(where: { $0.kind == .document }) { try await loadDocuments(of: tenant) }
        try await refresh(devices: ids(.device, .verdict).compactMap(DeviceID.init), of: tenant)
        try await refresh(certificates: ids(.certificate), of: tenant)
        try await refresh(tokens: ids(.deviceToken), of: tenant)
        try await refresh(actionsOf: ids(.action).compactMap(DeviceID.init), of: tenant)
    }

    /// Notes the newest change that the rows may hold before anybody sees them; throws ``OtherHistory`` when the store is
    /// no longer the one that was read before.
    private func read<Result: Sendable>(
        _ tenant: TenantID, _ body: @escaping @Sendable (any StoreReading) throws -> Result
    ) async throws -> Result {
        let (result, position) = try await store.follow(tenant, since: seen.position, body)
        seen.position = position
        return result
    }

    private func refreshAuthority(of tenant: TenantID) async throws {
        guard let own = try await read(tenant, { try $0.ownTenant() }) else { return }
        try await memory.tenants(tenant, own)
        // What was decided by who issues certificates is decided anew.
        memory.snapshot.change(tenant) { _ in }
    }

    private func loadDocuments(of tenant: TenantID) async throws {
        let rules = try await rules(of: tenant)
        memory.policies.replace(rules.compliance, of: tenant)
        memory.snapshot.change(tenant) { rules.put(into: &$0) }
        await memory.enforcementPoints(tenant, rules.catalogue)
    }

    private func loadScripts(of tenant: TenantID) async throws {
        let versions = try await read(tenant) { try $0.complianceScriptVersions(of: nil) }
        memory.policies.replace(scripts: versions.approved, of: tenant)
    }

    private func rules(of tenant: TenantID) async throws -> ReadRules {
        let (catalogue, revision) = try await read(tenant) { work in
            (try TenantCatalogue(work.documents(kind: nil)), try work.documentRevision())
        }
        return try ReadRules(catalogue, revision: revision)
    }

    /// The open actions of every device that has some.
    private func loadDevices(
        of tenant: TenantID, into access: inout TenantAccess
    ) async throws -> [DeviceID: [DeviceAction]] {
        var last: DeviceID?
        var open = [DeviceID: [DeviceAction]]()
        let now = clock.now
        while true {
            let after = last
            let (records, verdicts, actions) = try await read(tenant) { work in
                let records = try work.devices(after: after, limit: Self.batch)
                let ids = records.map(\.device.id)
                return (records, try work.verdicts(of: ids), try work.openActions(of: ids, at: now))
            }
            for record in records { access.devices[record.device.id] = .init(record, verdicts[record.device.id]) }
            open.merge(actions) { $1 }
            guard records.count == Self.batch else { return open }
            last = records.last?.device.id
        }
    }

    private func loadCertificates(of tenant: TenantID, into access: inout TenantAccess) async throws {
        var last: String?
        let now = clock.now
        while true {
            let after = last
            let rows = try await read(tenant) {
                try $0.liveCertificates(at: now, after: after, limit: Self.batch)
            }
            for row in rows { access.certificates[row.serial] = .init(row) }
            guard rows.count == Self.batch else { return }
            last = rows.last?.serial
        }
    }

    private func refresh(devices ids: [DeviceID], of tenant: TenantID) async throws {
        guard !ids.isEmpty else { return }
        let (records, verdicts) = try await read(tenant) { (try $0.devices(ids), try $0.verdicts(of: ids)) }
        let known = Dictionary(records.map { ($0.device.id, $0) }) { first, _ in first }
        memory.snapshot.change(tenant) { access in
            for id in ids { access.devices[id] = known[id].map { .init($0, verdicts[id]) } }
        }
        for id in ids where known[id]?.device.lifecycle != .enrolled {
            memory.work.poke(.init(tenant: tenant, device: id))
        }
    }

    private func refresh(certificates serials: [String], of tenant: TenantID) async throws {
        guard !serials.isEmpty else { return }
        let records = try await read(tenant) { try $0.certificates(serials) }
        let rows = Dictionary(records.map { ($0.serial, $0) }) { first, _ in first }
        var revoked = [DeviceID]()
        let now = clock.now
        memory.snapshot.change(tenant) { access in
            for serial in serials {
                let row = rows[serial]
                if row?.revokedAt != nil || row == nil, let known = access.certificates[serial] {
                    revoked.append(known.device)
                }
                access.certificates[serial] = row.map { .init($0) }
            }
            access.forgetEndedCertificates(at: now)
        }
        for id in Set(revoked) { memory.work.poke(.init(tenant: tenant, device: id)) }
    }

    private func refresh(clients ids: [ClientApplicationID], of tenant: TenantID) async throws {
        guard !ids.isEmpty else { return }
        let rows = try await read(tenant) { work in try ids.map { ($0, try work.clientApplication($0)) } }
        for (id, application) in rows { memory.clients.take(application, id, of: tenant) }
    }

    private func refresh(pointCertificates serials: [String], of tenant: TenantID) async throws {
        guard !serials.isEmpty else { return }
        let rows = try await read(tenant) { work in try serials.map { ($0, try work.pointCertificate($0)) } }
        memory.snapshot.change(tenant) { access in
            for (serial, row) in rows { access.pointCertificates[serial] = row.map { .init($0) } }
        }
    }

    private func refresh(tokens hashes: [String], of tenant: TenantID) async throws {
        guard !hashes.isEmpty else { return }
        let rows = try await read(tenant) { work in
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
        let open = try await read(tenant) { try $0.openActions(of: devices, at: now) }
        for device in devices {
            memory.work.replace(open[device] ?? [], of: .init(tenant: tenant, device: device))
        }
    }
}

/// A tenant's documents, ready to judge and decide by.
private struct ReadRules {
    let catalogue: TenantCatalogue
    let compliance: ComplianceRules
    private let policies: CompiledAccessPolicies
    private let policyDigest: String

    init(_ catalogue: TenantCatalogue, revision: Int64) throws {
        self.catalogue = catalogue
        compliance = ComplianceRules(catalogue, revision: revision)
        policies = CompiledAccessPolicies(try catalogue.accessPolicies(), settings: catalogue.settings.access)
        policyDigest = Secret.digest(
            catalogue.documents.filter { [.accessPolicy, .namedLocation, .tenantSettings].contains($0.kind) }
                .map(DocumentWriter.write).sorted().joined())
    }

    func put(into access: inout TenantAccess) {
        access.policies = policies
        access.policyDigest = policyDigest
        let settings = catalogue.settings
        access.settings = TenantRules(
            access: settings.access, compliance: settings.compliance, staleness: settings.staleness)
        access.enforcementPoints = Dictionary(
            catalogue.enforcementPoints.map { point in
                (point.name, .init(applications: Set(point.applications), transport: point.transport))
            }
        ) { first, _ in first }
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

extension TenantAccess.KnownPointCertificate {
    fileprivate init(_ certificate: PointCertificate) {
        self.init(point: certificate.point, end: certificate.end)
    }
}

extension TenantAccess.KnownToken {
    fileprivate init(_ token: DeviceToken) {
        self.init(device: token.device, expiresAt: token.expiresAt)
    }
}
