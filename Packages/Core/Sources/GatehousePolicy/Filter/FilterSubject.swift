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

    init(
        device: Device, isCompliant: Input<Bool>, isSilenceUnknown: Bool = false, hasAttributes: Bool = true
    ) {
        self.device = device
        self.isCompliant = isCompliant
        self.isSilenceUnknown = isSilenceUnknown
        self.hasAttributes = hasAttributes
    }

    /// The device as groups, filters and assignments look at it: keeping something back must not choose its policies.
    static func assigning(_ device: Device) -> FilterSubject {
        FilterSubject(device: device, isCompliant: .unavailable, isSilenceUnknown: true)
    }
}
