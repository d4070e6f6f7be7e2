import GatehouseModel
import GatehouseService

extension Fixture {
    /// Enrols a machine with a serial number of its own.
    func enrol(serial: String, by manufacturer: String = "LENOVO", hardware: Character = "a") async throws -> DeviceID {
        var application = try await application(hardware: hardware)
        application.serialNumber = serial
        application.manufacturer = manufacturer
        return try await enrolment.enrol(tenant.id, application).device
    }

    /// Every entry of the register, by name.
    func register(_ filter: ListQuery.Filter? = nil) async throws -> [AssetListing] {
        try await assets.list(tenant.id, ListQuery(filter: filter, order: [.init(field: "name")])).elements
    }

    func add(_ name: String, _ fill: (inout AssetChanges) -> Void = { _ in }) async throws -> Asset {
        var changes = AssetChanges()
        changes.name = name
        fill(&changes)
        return try await assets.create(tenant.id, changes, actor: "test").asset
    }

    func importing(
        _ rows: [AssetImport.Row], asSightings: Bool = false, isPreview: Bool = false
    ) async throws -> [AssetImportChange] {
        try await assets.importList(
            tenant.id, AssetImport(file: "list.csv", rows: rows, isSightings: asSightings), isPreview: isPreview,
            actor: "test")
    }

    func actions() async throws -> [String] {
        try await audit.rows(tenant.id, after: 0, limit: 1000).map(\.entry.action)
    }
}

extension AssetImport.Row {
    /// A row of a list: its line and what it says.
    static func row(_ line: Int, _ fill: (inout AssetChanges) -> Void) -> AssetImport.Row {
        var changes = AssetChanges()
        fill(&changes)
        return AssetImport.Row(changes: changes, line: line, columns: ["serial": 7, "mac": 9, "name": 1, "kind": 3])
    }
}
