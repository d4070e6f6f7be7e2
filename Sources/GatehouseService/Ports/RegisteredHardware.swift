public import GatehouseModel

/// Hardware that is known before it enrols, with what waits for it.
public struct RegisteredHardware: Hashable, Sendable {
    /// Names the registration.
    public var id: HardwareID
    /// As its maker wrote it; empty when only the endorsement key is known.
    public var serialNumber: String
    /// SHA-256 of its TPM's endorsement key (SubjectPublicKeyInfo), 64 lower-case digits; empty when unknown.
    public var endorsementKeyHash: String
    /// As its maker wrote it; empty for any maker.
    public var manufacturer: String
    /// For people; nothing is matched by it.
    public var model: String
    /// What the device gets.
    public var profile: EnrolmentProfile
    /// What it was bought with; may be empty.
    public var orderID: String
    /// When it was registered.
    public var createdAt: Instant
    /// Who registered it, as the audit log names them.
    public var createdBy: String
    /// The device that it became; `nil` until then.
    public var device: DeviceID?
    /// When it last enrolled.
    public var enrolledAt: Instant?

    /// Makes the registration, unused unless said; nothing is checked.
    public init(
        id: HardwareID, serialNumber: String, endorsementKeyHash: String = "", manufacturer: String = "",
        model: String = "", profile: EnrolmentProfile = EnrolmentProfile(), orderID: String = "",
        createdAt: Instant, createdBy: String, device: DeviceID? = nil, enrolledAt: Instant? = nil
    ) {
        self.id = id
        self.serialNumber = serialNumber
        self.endorsementKeyHash = endorsementKeyHash
        self.manufacturer = manufacturer
        self.model = model
        self.profile = profile
        self.orderID = orderID
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.device = device
        self.enrolledAt = enrolledAt
    }
}

/// Asks for registered hardware.
public protocol HardwareReading {
    func registeredHardware(_ id: HardwareID) throws -> RegisteredHardware?
    func registeredHardware(withEndorsementKey hash: String) throws -> RegisteredHardware?
    /// Those with this serial number in any letter case, of any maker, oldest first.
    func registeredHardware(withSerialNumber serialNumber: String) throws -> [RegisteredHardware]
    /// The registration that became the device; `nil` when it enrolled otherwise.
    func registeredHardware(usedBy device: DeviceID) throws -> RegisteredHardware?
    /// How many would have their device join the group.
    func registeredHardware(joining group: String) throws -> Int
    /// Fields: `id serialNumber manufacturer model orderID createdAt createdBy device`.
    func registeredHardware(_ query: ListQuery) throws -> Page<RegisteredHardware>
}

/// Changes registered hardware.
public protocol HardwareWriting {
    /// Inserts or replaces; an endorsement key, and a maker's serial number, is registered once.
    func save(_ hardware: RegisteredHardware) throws
    /// `false` when it was not there.
    @discardableResult func deleteRegisteredHardware(_ id: HardwareID) throws -> Bool
}
