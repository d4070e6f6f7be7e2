public import GatehouseModel

/// A device with what the server keeps of its channel.
public struct DeviceRecord: Hashable, Sendable {
    /// The device as the directory shows it.
    public var device: Device
    /// The groups that its enrolment code named; those that it is in now are the device's own.
    public var joinedGroups: [String]
    /// Digest of the machine's own identifiers: the same hardware makes no twin.
    public var hardwareDigest: String
    /// How well the device's identity is proven.
    public var identityAssurance: Assurance
    /// Digest of the facts held, ``GatehouseKeys/StateDigest``.
    public var stateDigest: String
    /// Last sequence of a changed check-in.
    public var sequence: Int64
    /// The request that was applied last, which a repeat is told by; `nil` before the first.
    public var lastRequest: RequestID?

    /// Makes the record; the defaults are those of a device that has not reported yet.
    public init(
        device: Device, joinedGroups: [String] = [], hardwareDigest: String, identityAssurance: Assurance,
        stateDigest: String = "", sequence: Int64 = 0, lastRequest: RequestID? = nil
    ) {
        self.device = device
        self.joinedGroups = joinedGroups
        self.hardwareDigest = hardwareDigest
        self.identityAssurance = identityAssurance
        self.stateDigest = stateDigest
        self.sequence = sequence
        self.lastRequest = lastRequest
    }
}

/// A certificate that the authority gave to a device.
public struct CertificateRecord: Hashable, Sendable {
    /// Lower-case hexadecimal.
    public var serial: String
    /// The device whose key it certifies.
    public var device: DeviceID
    /// The instant from which it is good.
    public var notBefore: Instant
    /// The instant at which it ends.
    public var notAfter: Instant
    /// `nil` while it is not revoked.
    public var revokedAt: Instant?
    /// Why it was revoked, in the words of whoever did it; `nil` while it is not revoked.
    public var revocationReason: String?
    /// The request that it answered, so that a repeat gets the same certificate.
    public var request: RequestID
    /// PEM, leaf first.
    public var chain: String

    /// Makes the record of a certificate, not revoked unless said.
    public init(
        serial: String, device: DeviceID, notBefore: Instant, notAfter: Instant, revokedAt: Instant? = nil,
        revocationReason: String? = nil, request: RequestID, chain: String
    ) {
        self.serial = serial
        self.device = device
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.revokedAt = revokedAt
        self.revocationReason = revocationReason
        self.request = request
        self.chain = chain
    }

    /// Whether it may be shown at `now`: neither revoked nor ended.
    public func isLive(at now: Instant) -> Bool { revokedAt == nil && now < notAfter }
}

/// One line of the device list.
public struct DeviceListing: Hashable, Sendable {
    /// The device as the directory shows it.
    public var device: Device
    /// `nil` until the device has been judged for the first time.
    public var verdict: Verdict?

    /// Makes the line; `verdict` is `nil` for a device that was never judged.
    public init(device: Device, verdict: Verdict?) {
        self.device = device
        self.verdict = verdict
    }
}

/// Asks for devices and their certificates.
public protocol DeviceReading {
    func device(_ id: DeviceID) throws -> DeviceRecord?
    /// Those that there are, in the order of identifiers.
    func devices(_ ids: [DeviceID]) throws -> [DeviceRecord]
    func device(withHardware digest: String) throws -> DeviceRecord?
    /// Devices of this name, in any letter case.
    func devices(named name: String) throws -> [DeviceRecord]
    /// Fields: `id name platform ownership trustType lifecycle manufacturer model serialNumber owner tags
    /// accountable department costCentre operatingSystem operatingSystemVersion enrolledAt lastContact complianceState`.
    func devices(_ query: ListQuery) throws -> Page<DeviceListing>
    /// Every device after `id` in the order of identifiers: for snapshots and background work.
    func devices(after id: DeviceID?, limit: Int) throws -> [DeviceRecord]
    func certificate(_ serial: String) throws -> CertificateRecord?
    /// Those that there are, in the order of serials.
    func certificates(_ serials: [String]) throws -> [CertificateRecord]
    func certificates(of device: DeviceID) throws -> [CertificateRecord]
    func certificate(answering request: RequestID, of device: DeviceID) throws -> CertificateRecord?
    /// Certificates of the tenant that are neither revoked nor ended at `now`, after `serial` in order.
    func liveCertificates(at now: Instant, after serial: String?, limit: Int) throws -> [CertificateRecord]
}

/// Changes devices and their certificates.
public protocol DeviceWriting {
    /// Inserts or replaces; appends ``Change/Kind/device``.
    func save(_ record: DeviceRecord) throws
    /// Only the channel's columns (`stateDigest`, `sequence`, `lastRequest`, `lastContact`): appends nothing.
    func saveChannelState(of record: DeviceRecord) throws
    func saveLastContact(_ contacts: [DeviceID: Instant]) throws
    /// Removes the device and all that hangs on it; `false` when it was not there.
    @discardableResult func deleteDevice(_ id: DeviceID) throws -> Bool
    func save(_ certificate: CertificateRecord) throws
    /// Revokes every live certificate of the device; appends ``Change/Kind/certificate`` for each.
    ///
    /// Those of its browsers are revoked with them, and not counted.
    @discardableResult func revokeCertificates(of device: DeviceID, at now: Instant, reason: String) throws -> Int
}
