public import GatehouseModel

/// An enrolment that needs somebody's word, with what they should see before they give it.
public struct EnrolmentDossier: Hashable, Sendable {
    /// What is kept of it.
    public var approval: EnrolmentApproval
    /// What the device would be given now; `nil` when its code or registration is gone.
    public var profile: EnrolmentProfile?
    /// Who made the code that it showed, as the audit log names them.
    public var codeCreatedBy: String?
}

/// Enrolments that need somebody's word.
public struct EnrolmentApprovalService: Sendable {
    private let store: any Store
    private let clock: Clock

    /// Makes the service; `clock` decides what has expired.
    public init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    /// One page, with their states as they are now; a filter by state means the state as it was decided.
    public func list(_ tenant: TenantID, _ query: ListQuery) async throws -> Page<EnrolmentDossier> {
        let now = clock.now
        return try await store.read(tenant) { work in
            let page = try work.enrolmentApprovals(query)
            return Page(
                elements: try page.elements.map { try Self.dossier(of: $0, in: work, at: now) }, next: page.next)
        }
    }

    /// One enrolment; throws ``ServiceError/Code/notFound``.
    public func find(_ tenant: TenantID, _ id: EnrolmentID) async throws -> EnrolmentDossier {
        let now = clock.now
        return try await store.read(tenant) { work in
            guard let approval = try work.enrolmentApproval(id) else { throw Self.missing(id) }
            return try Self.dossier(of: approval, in: work, at: now)
        }
    }

    /// Agrees to it: the machine gets its identity when it asks again, before the enrolment expires.
    public func approve(
        _ tenant: TenantID, _ id: EnrolmentID, reason: String, actor: String
    ) async throws -> EnrolmentDossier {
        try await decide(tenant, id, .approved, reason: reason, actor: actor)
    }

    /// Refuses it; the machine is told the reason, without which this is refused.
    public func reject(
        _ tenant: TenantID, _ id: EnrolmentID, reason: String, actor: String
    ) async throws -> EnrolmentDossier {
        guard !reason.isEmpty else {
            throw ServiceError(.invalid, "a rejection needs a `reason`", hint: "the machine is told it")
        }
        return try await decide(tenant, id, .rejected, reason: reason, actor: actor)
    }

    private func decide(
        _ tenant: TenantID, _ id: EnrolmentID, _ state: EnrolmentApproval.State, reason: String, actor: String
    ) async throws -> EnrolmentDossier {
        guard reason.utf8.count <= 1000,
            !reason.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw ServiceError(.invalid, "a `reason` has at most 1000 bytes and no control characters") }
        let now = clock.now
        return try await store.write(tenant) { work in
            guard var approval = try work.enrolmentApproval(id) else { throw Self.missing(id) }
            let current = approval.state(at: now)
            // Until the machine came for its identity, an agreement can be taken back.
            guard current == .pending || (current == .approved && state == .rejected) else {
                throw ServiceError(.conflict, "the enrolment is \(current.rawValue) already")
            }
            approval.state = state
            approval.decidedAt = now
            approval.decidedBy = actor
            approval.reason = reason
            try work.save(approval)
            try work.audit(
                AuditEntry(
                    at: now, actor: actor, action: state == .approved ? "enrolment.approve" : "enrolment.reject",
                    target: "enrolment/\(id)",
                    detail: "name \(approval.applicant.name)" + (reason.isEmpty ? "" : "; \(reason)")))
            return try Self.dossier(of: approval, in: work, at: now)
        }
    }

    private static func dossier(
        of approval: EnrolmentApproval, in work: any StoreReading, at now: Instant
    ) throws -> EnrolmentDossier {
        var approval = approval
        approval.state = approval.state(at: now)
        let code = try approval.code.flatMap { try work.enrolmentCode($0) }
        let hardware = try approval.hardware.flatMap { try work.registeredHardware($0) }
        return EnrolmentDossier(
            approval: approval, profile: hardware?.profile ?? code?.profile, codeCreatedBy: code?.createdBy)
    }

    private static func missing(_ id: EnrolmentID) -> ServiceError {
        ServiceError(.notFound, "there is no enrolment `\(id)`", hint: "see `gatehouse enrolment list`")
    }
}
