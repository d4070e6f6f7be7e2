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

    /// Gives the device to the organisation or to a person: what that person keeps to themselves is forgotten at once,
    /// and all facts are asked for anew; nothing happens where it is so already.
    func changeOwnership(of id: DeviceID, to ownership: Ownership, by actor: String, at now: Instant) throws {
        var record = try requireDevice(id)
        let before = record.device.ownership
        guard before != ownership else { return }
        record.device.ownership = ownership
        // No state that the device could build upon is held any more: it sends everything that it may.
        record.stateDigest = ""
        let forgotten = try removeFactsWithheld(by: ownership, of: id)
        try saveAssigned(record, at: now)
        try audit(
            AuditEntry(
                at: now, actor: actor, action: "device.changeOwnership", target: "device/\(id)",
                detail: "\(before.rawValue) to \(ownership.rawValue), \(forgotten.count) facts forgotten"))
    }
}
