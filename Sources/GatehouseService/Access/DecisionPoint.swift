public import GatehouseModel

/// Who asks for a decision: a proxy, known by the listener that it came in by.
public struct EnforcementPointName: Hashable, Sendable {
    /// The tenant whose applications it guards.
    public var tenant: TenantID
    /// Name of its `EnforcementPoint` document.
    public var name: String

    /// Makes the name; whether such a point exists is for the ``DecisionPoint`` to say.
    public init(tenant: TenantID, name: String) {
        self.tenant = tenant
        self.name = name
    }
}

/// What a request presented as its device's identity, as the proxy verified it.
public enum PresentedCredential: Hashable, Sendable {
    case none
    /// A client certificate that the proxy verified: serial in lower-case hexadecimal, issuer as the proxy spells it.
    case certificate(serial: String, issuer: String)
    case token(String)
    /// One was presented and did not verify; the proxy's word for why.
    case refused(String)
}

/// One request for access, as an enforcement point asks it.
public struct EnforcementRequest: Hashable, Sendable {
    /// Name of the application that is asked for.
    public var application: String
    /// What the client presented, as the proxy verified it.
    public var credential: PresentedCredential
    /// The client's address as the proxy saw it.
    public var address: Input<IPAddress>
    /// The client's `User-Agent` header (RFC 9110, section 10.1.5); empty when it sent none.
    public var userAgent: String

    /// Makes the request; nothing is checked.
    public init(
        application: String, credential: PresentedCredential, address: Input<IPAddress>, userAgent: String
    ) {
        self.application = application
        self.credential = credential
        self.address = address
        self.userAgent = userAgent
    }
}

/// The answer to an enforcement point.
public enum EnforcementAnswer: Hashable, Sendable {
    /// Good until the instant, or until the generation changes.
    case decided(DecisionID, Outcome, device: DeviceID?, validUntil: Instant)
    /// This node cannot prove that it knows the newest revocations.
    case unavailable(retryAfter: Duration)
}

/// Why somebody was denied, for the page and the program.
public struct DenialReport: Hashable, Sendable {
    /// The denial as it is recorded.
    public var record: DecisionRecord
    /// `nil` when no known device stood behind the request, or the store did not answer.
    public var deviceName: String?
    /// The requirements that are not met, with how to mend them.
    public var problems: [RequirementStatus]

    /// Makes the report.
    public init(record: DecisionRecord, deviceName: String?, problems: [RequirementStatus]) {
        self.record = record
        self.deviceName = deviceName
        self.problems = problems
    }
}

/// Decides from memory; synchronous, safe to call from any event loop.
public protocol DecisionPoint: Sendable {
    /// Changes whenever a cached answer may no longer be right; `nil` while this node is stale by the tenant's measure
    /// and must refuse.
    func generation(for tenant: TenantID) -> UInt64?
    func decide(_ request: EnforcementRequest, from point: EnforcementPointName, at now: Instant) -> EnforcementAnswer
    /// Counts repeats of an answer that a cache gave, since it last said so.
    func countRepeats(of decision: DecisionID, from point: EnforcementPointName, _ count: Int64, at now: Instant)
    /// The report on a decision that this enforcement point asked for.
    ///
    /// - Parameter languages: the one liked best first, for what mends a requirement.
    func denial(_ id: DecisionID, for point: EnforcementPointName, in languages: [String]) async -> DenialReport?
    /// Until when this client certificate, which names the point, may speak for it; `nil` when it may not, since it was
    /// not issued to the point, or the point is not known or does not ask over mutual TLS. The answer holds until
    /// ``generation(for:)`` changes.
    ///
    /// - Parameter serial: lower-case hexadecimal.
    func end(ofCertificate serial: String, of point: EnforcementPointName) -> Instant?
}
