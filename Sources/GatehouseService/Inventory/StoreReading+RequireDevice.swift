import GatehouseModel

extension StoreReading {
    /// The device; throws ``ServiceError/Code/notFound``.
    func requireDevice(_ id: DeviceID) throws -> DeviceRecord {
        guard let record = try device(id) else { throw ServiceError(.notFound, "there is no device `\(id)`") }
        return record
    }
}
