public import GatehouseModel

/// An enrolment that waits, or waited, for somebody's word.
public struct EnrolmentItem: APIMessage {
    /// Where it stands.
    public enum State: String, Codable, Sendable, Hashable, CaseIterable {
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
    public enum Cause: String, Codable, Sendable, Hashable, CaseIterable {
        case code
        case serialNumber
        case quota
        case tenant
        case returning
    }

    /// Names the enrolment.
    public var id: EnrolmentID
    /// Where it stands now.
    public var state: State
    /// Why somebody must agree; the first cause that holds.
    public var cause: Cause
    /// What the machine calls itself.
    public var name: String
    /// What its agent was built for.
    public var platform: Platform
    /// As the machine says; empty when it does not.
    public var manufacturer: String
    /// As the machine says; empty when it does not.
    public var model: String
    /// As the machine says, unproven; empty when it does not.
    public var serialNumber: String
    /// As a person says it, with its version.
    public var operatingSystem: String
    /// Where the request came from.
    public var address: String
    /// How far the machine's endorsement key is proven: `attested`, `selfReported`, … ; not there when it showed none.
    public var endorsement: Assurance?
    /// SHA-256 of the endorsement key that it proved, in hexadecimal.
    public var endorsementKeyHash: String?
    /// The code that it showed.
    public var code: CodeID?
    /// Who made that code, as the audit log names them.
    public var codeCreatedBy: String?
    /// The registration that it matches.
    public var hardware: HardwareID?
    /// Who would own the device.
    public var ownership: Ownership
    /// The groups that it would join.
    public var groups: [String]
    /// The person whose device it would be.
    public var owner: String?
    /// When it was first asked for.
    public var createdAt: Instant
    /// When the machine last asked.
    public var lastAskedAt: Instant
    /// When it ends undecided, or unused.
    public var expiresAt: Instant
    /// When somebody decided.
    public var decidedAt: Instant?
    /// Who decided, as the audit log names them.
    public var decidedBy: String?
    /// Their words, which the machine is told when it was rejected.
    public var reason: String?
    /// The device that came of it.
    public var device: DeviceID?

    /// An enrolment as it is kept; whatever is not known is not there.
    public init(
        id: EnrolmentID, state: State, cause: Cause, name: String, platform: Platform, manufacturer: String,
        model: String, serialNumber: String, operatingSystem: String, address: String, endorsement: Assurance?,
        endorsementKeyHash: String?, code: CodeID?, codeCreatedBy: String?, hardware: HardwareID?,
        ownership: Ownership, groups: [String], owner: String?, createdAt: Instant, lastAskedAt: Instant,
        expiresAt: Instant, decidedAt: Instant?, decidedBy: String?, reason: String?, device: DeviceID?
    ) {
        self.id = id
        self.state = state
        self.cause = cause
        self.name = name
        self.platform = platform
        self.manufacturer = manufacturer
        self.model = model
        self.serialNumber = serialNumber
        self.operatingSystem = operatingSystem
        self.address = address
        self.endorsement = endorsement
        self.endorsementKeyHash = endorsementKeyHash
        self.code = code
        self.codeCreatedBy = codeCreatedBy
        self.hardware = hardware
        self.ownership = ownership
        self.groups = groups
        self.owner = owner
        self.createdAt = createdAt
        self.lastAskedAt = lastAskedAt
        self.expiresAt = expiresAt
        self.decidedAt = decidedAt
        self.decidedBy = decidedBy
        self.reason = reason
        self.device = device
    }

    /// A laptop whose code needs somebody's word.
    public static var example: Self {
        Self(
            id: ExampleID.enrolment, state: .pending, cause: .code, name: "eng-laptop-7", platform: .linux,
            manufacturer: "LENOVO", model: "ThinkPad T14", serialNumber: "PF3X7K2A",
            operatingSystem: "Debian GNU/Linux 12.11", address: "192.0.2.7", endorsement: .attested,
            endorsementKeyHash: "9f2c5b1e8a7d4063f5e1c2b3a49586d7e8f90a1b2c3d4e5f60718293a4b5c6d7",
            code: ExampleID.code, codeCreatedBy: "token:setup", hardware: ExampleID.hardware, ownership: .company,
            groups: ["engineering"], owner: "ada@example.com", createdAt: ExampleID.morning,
            lastAskedAt: ExampleID.later, expiresAt: ExampleID.nextWeek, decidedAt: ExampleID.later,
            decidedBy: "token:help-desk", reason: "ticket 42", device: ExampleID.device)
    }
}

/// Agrees to an enrolment, or refuses it.
public struct EnrolmentDecisionRequest: APIMessage {
    /// Why, for the audit log; a refused machine is told it, and a refusal needs one.
    public var reason: String?

    /// A decision with its reason.
    public init(reason: String? = nil) { self.reason = reason }

    /// A decision on the word of a ticket.
    public static var example: Self { Self(reason: "ticket 42") }
}
