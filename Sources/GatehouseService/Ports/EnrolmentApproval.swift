public import GatehouseModel

/// An enrolment that waits, or waited, for somebody's word.
public struct EnrolmentApproval: Hashable, Sendable {
    /// Where it stands; whether it expired, ``state(at:)`` says.
    public enum State: String, Sendable, Hashable, CaseIterable {
        case pending
        /// Agreed to; the machine gets its identity when it asks again.
        case approved
        case rejected
        /// Nobody decided in time, or the machine never came back.
        case expired
        /// The machine has its identity.
        case enrolled
    }

    /// Why somebody must agree.
    public enum Cause: String, Sendable, Hashable, CaseIterable {
        /// The code says so.
        case code
        /// Nothing but a serial number, which anybody can claim, says that the machine is the registered one.
        case serialNumber
        /// It would be one device more than the tenant allows.
        case quota
        /// The tenant's settings say so.
        case tenant
        /// The device left the fleet, and the tenant wants a word before it comes back.
        case returning
    }

    /// What the machine says of itself and what is known of it.
    public struct Applicant: Hashable, Sendable {
        /// Digest of the machine's own identifiers.
        public var hardwareDigest: String
        /// What it calls itself.
        public var name: String
        /// What its agent was built for.
        public var platform: Platform
        /// As the firmware gives it; empty when it does not.
        public var manufacturer: String
        /// As the firmware gives it; empty when it does not.
        public var model: String
        /// As the firmware gives it, unproven; empty when it does not.
        public var serialNumber: String
        /// Name and version, as the system calls itself.
        public var operatingSystem: String
        /// Where its request came from; empty when that is not known.
        public var address: String
        /// SHA-256 of the endorsement key (SubjectPublicKeyInfo) that it proved, in hexadecimal; empty when it proved none.
        public var endorsementKeyHash: String
        /// How far that key is proven to be hardware's; `nil` when it proved none.
        public var endorsement: Assurance?

        /// Makes the description; nothing is checked.
        public init(
            hardwareDigest: String, name: String, platform: Platform, manufacturer: String, model: String,
            serialNumber: String, operatingSystem: String, address: String, endorsementKeyHash: String = "",
            endorsement: Assurance? = nil
        ) {
            self.hardwareDigest = hardwareDigest
            self.name = name
            self.platform = platform
            self.manufacturer = manufacturer
            self.model = model
            self.serialNumber = serialNumber
            self.operatingSystem = operatingSystem
            self.address = address
            self.endorsementKeyHash = endorsementKeyHash
            self.endorsement = endorsement
        }
    }

    /// Names the enrolment.
    public var id: EnrolmentID
    /// The machine's own name for its request: a repeat of it asks after this enrolment.
    public var request: RequestID
    /// SHA-256 of the certificate request's public key in hexadecimal: no other key gets what is agreed to.
    public var keyDigest: String
    /// The machine.
    public var applicant: Applicant
    /// The code that it showed; `nil` without one.
    public var code: CodeID?
    /// The registration that it matches; `nil` without one.
    public var hardware: HardwareID?
    /// Why somebody must agree; the first that holds.
    public var cause: Cause
    /// As it was decided; time alone ends it too.
    public var state: State
    /// When it was first asked for.
    public var createdAt: Instant
    /// When the machine last asked, to the nearest minute.
    public var lastAskedAt: Instant
    /// From then on it cannot be decided, nor used.
    public var expiresAt: Instant
    /// `nil` until somebody decides.
    public var decidedAt: Instant?
    /// Who decided, as the audit log names them.
    public var decidedBy: String?
    /// Their words; empty when they gave none.
    public var reason: String
    /// The device that came of it.
    public var device: DeviceID?

    /// Makes the enrolment as it is kept, undecided unless said.
    public init(
        id: EnrolmentID, request: RequestID, keyDigest: String, applicant: Applicant, code: CodeID?,
        hardware: HardwareID?, cause: Cause, state: State = .pending, createdAt: Instant, lastAskedAt: Instant,
        expiresAt: Instant, decidedAt: Instant? = nil, decidedBy: String? = nil, reason: String = "",
        device: DeviceID? = nil
    ) {
        self.id = id
        self.request = request
        self.keyDigest = keyDigest
        self.applicant = applicant
        self.code = code
        self.hardware = hardware
        self.cause = cause
        self.state = state
        self.createdAt = createdAt
        self.lastAskedAt = lastAskedAt
        self.expiresAt = expiresAt
        self.decidedAt = decidedAt
        self.decidedBy = decidedBy
        self.reason = reason
        self.device = device
    }

    /// Where it stands at `now`: what waited too long has expired.
    public func state(at now: Instant) -> State {
        switch state {
        case .pending, .approved: now < expiresAt ? state : .expired
        case .rejected, .expired, .enrolled: state
        }
    }
}
