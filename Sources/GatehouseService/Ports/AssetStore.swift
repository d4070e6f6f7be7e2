public import GatehouseModel

/// Asks the asset register.
public protocol AssetReading {
    func asset(_ id: AssetID) throws -> Asset?
    /// The entry of an enrolled device.
    func asset(of device: DeviceID) throws -> Asset?
    /// Entries that have at least one of the identifiers, in the order of their ids.
    func assets(sharing identifiers: [AssetIdentifier]) throws -> [Asset]
    /// Fields: `id name kind state manufacturer model serialNumber operatingSystem owner tags sources accountable
    /// department costCentre location device firstSeen lastSeen isUnauthorised isAmbiguous`; the last two are `true` or
    /// `false`, and a thing that nothing saw was last seen in 1970.
    func assets(_ query: ListQuery) throws -> Page<Asset>
}

/// Changes the asset register.
public protocol AssetWriting {
    /// Inserts or replaces, with its identifiers; appends ``Change/Kind/asset``.
    func save(_ asset: Asset) throws
    /// `false` when it was not there.
    @discardableResult func deleteAsset(_ id: AssetID) throws -> Bool
}
