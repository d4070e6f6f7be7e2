import GatehouseModel

/// The device that a rule is asked about.
///
/// A class, so that asking many rules about one device copies none of its attributes.
final class FilterSubject: Sendable {
    let device: Device
    let isCompliant: Input<Bool>

    init(device: Device, isCompliant: Input<Bool>) {
        self.device = device
        self.isCompliant = isCompliant
    }
}
