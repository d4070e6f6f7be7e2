public import GatehouseModel

/// The device that a browser proved.
public struct BrowserDevice: Hashable, Sendable {
    /// The device as it is now.
    public var device: Device
    /// The account's name on the device, as the device said; no user of the directory.
    public var account: String
    /// How far it can be believed that the browser is on the device: less than the device itself, since the account's
    /// programs can read the key.
    public var assurance: Assurance
    /// Of the certificate: lower-case hexadecimal.
    public var serial: String
    /// When the certificate ends.
    public var notAfter: Instant

    /// Makes the finding; the assurance is a step below `identity`, the device's own.
    public init(
        device: Device, account: String, identity: Assurance, serial: String, notAfter: Instant
    ) {
        self.device = device
        self.account = account
        assurance = identity == .attested ? .agentVerified : .selfReported
        self.serial = serial
        self.notAfter = notAfter
    }
}

/// What a browser's certificate proves.
public enum BrowserStanding: Hashable, Sendable {
    /// It showed none.
    case noCertificate
    /// The device is enrolled, and the certificate its own.
    case proven(BrowserDevice)
    /// It showed one that proves nothing here.
    case refused(Refusal)

    /// Why a certificate proves nothing.
    public enum Refusal: String, Sendable, Hashable, CaseIterable {
        /// It is no browser's certificate of this tenant's authority.
        case foreign
        /// Its key's issuer was retired.
        case retired
        /// The authority signed it, and nothing is known of it: it was forgotten, or its device was.
        case unknown
        /// It was revoked, or its device is no longer enrolled.
        case revoked
        case expired
        /// The organisation is suspended on this server.
        case suspended
    }

    /// The device; `nil` where none is proven.
    public var device: BrowserDevice? { if case .proven(let device) = self { device } else { nil } }
}
