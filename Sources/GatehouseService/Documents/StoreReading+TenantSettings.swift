import GatehouseDocuments

extension StoreReading {
    /// The tenant's settings; the defaults when no document gives them.
    func tenantSettings() throws -> TenantSettings {
        let record = try document(kind: DocumentKind.tenantSettings.rawValue, name: TenantSettings.name)
        return try TenantCatalogue(record.map { [$0] } ?? []).settings
    }
}
