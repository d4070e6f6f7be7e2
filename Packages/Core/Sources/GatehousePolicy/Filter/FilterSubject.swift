import GatehouseModel

/// The device that a rule is asked about.
///
/// A class, so that asking many rules about one device copies none of its attributes.
final class FilterSubject: Sendable {
    let device: Device
    let isCompliant: Input<Bool>
    /// Whether an attribute that the device has to tell, and that is empty, counts as not known rather than null.
    let isSilenceUnknown: Bool
    /// Without them every property but `isCompliant` is null.
    let hasAttributes: Bool
    /// The person, where a rule is asked about one.
    let person: FilterPerson?

    init(
        device: Device, isCompliant: Input<Bool>, isSilenceUnknown: Bool = false, hasAttributes: Bool = true
    ) {
        self.device = device
        self.isCompliant = isCompliant
        self.isSilenceUnknown = isSilenceUnknown
        self.hasAttributes = hasAttributes
        person = nil
    }

    /// A person: every property of a device is null.
    init(user: User) {
        device = Self.noDevice
        isCompliant = .absent
        isSilenceUnknown = false
        hasAttributes = false
        person = FilterPerson(user)
    }

    private static let noDevice = Device(
        id: DeviceID(high: 0, low: 0), name: "", platform: .linux, ownership: .company,
        enrolledAt: Instant(milliseconds: 0), lastContact: Instant(milliseconds: 0))

    /// The device as groups, filters and assignments look at it: keeping something back must not choose its policies.
    static func assigning(_ device: Device) -> FilterSubject {
        FilterSubject(device: device, isCompliant: .unavailable, isSilenceUnknown: true)
    }
}

/// The person that a rule is asked about, apart: most rules are asked about devices.
final class FilterPerson: Sendable {
    let user: User

    init(_ user: User) { self.user = user }
}
