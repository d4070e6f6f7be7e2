public import GatehouseModel

/// Asks for the facts of a device.
public protocol FactReading {
    func facts(of device: DeviceID) throws -> [Fact]
    func facts(of device: DeviceID, keys: Set<FactKey>) throws -> [Fact]
    /// Whether any of these is held; reads no value.
    func holdsFacts(_ keys: Set<FactKey>, of device: DeviceID) throws -> Bool
}

/// Changes the facts of a device; appends one ``Change/Kind/facts`` a call.
public protocol FactWriting {
    func save(_ facts: [Fact], of device: DeviceID, receivedAt: Instant) throws
    func removeFacts(_ keys: [FactKey], of device: DeviceID) throws
    func removeAllFacts(of device: DeviceID) throws
}
