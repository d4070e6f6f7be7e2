import GatehouseModel

extension StoreWriting {
    /// Forgets what a device that is owned so keeps to itself; says which facts were held.
    @discardableResult
    func removeFactsWithheld(by ownership: Ownership, of device: DeviceID) throws -> [FactKey] {
        let withheld = FactCatalogue.all.map(\.key).filter {
            FactCatalogue.withholding(of: $0, by: ownership) != nil
        }
        guard !withheld.isEmpty else { return [] }
        let held = try facts(of: device, keys: Set(withheld)).map(\.key)
        if !held.isEmpty { try removeFacts(held, of: device) }
        return held
    }
}

extension DeviceRecord {
    /// Gives the device another owner, without saving it: what he keeps to himself is forgotten at once, and all facts
    /// are asked for anew.
    ///
    /// - Returns: the facts that were forgotten.
    mutating func changeOwnership(to ownership: Ownership, in work: any StoreWriting) throws -> [FactKey] {
        device.ownership = ownership
        // No state that the device could build upon is held any more: it sends everything that it may.
        stateDigest = ""
        return try work.removeFactsWithheld(by: ownership, of: device.id)
    }
}
