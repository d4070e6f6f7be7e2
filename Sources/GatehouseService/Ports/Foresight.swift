public import GatehouseModel

/// Lets a unit of work say what it will ask, for stores to which every question is a journey.
public protocol Foresight {
    /// The device with its channel, the revision of the documents and these facts of the device will be asked for.
    func foresee(reportOf device: DeviceID, facts: Set<FactKey>) throws
    /// The device's verdict, the statuses of its requirements and its job of this kind will be asked for.
    func foresee(judgingOf device: DeviceID, job kind: String) throws
}
