import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire

/// Hardware that is registered before it enrols.
enum HardwareRoutes {
    static func routes(_ hardware: HardwareService) -> [Route] {
        let read = Permission(.hardware, .read)
        return [
            .read(
                APIRoute.hardware, read, "Registered hardware, newest first",
                query: QueryParameter.list(ListField.hardware, filter: "manufacturer eq 'LENOVO'")
            ) { call in
                let newest = ListQuery.Order(field: "createdAt", isDescending: true)
                let query = try call.listQuery(ListField.hardware, orderedBy: [newest])
                let page = try await hardware.list(call.caller.tenant, query)
                return ListPage(items: page.elements.map(HardwareItem.init), next: page.next)
            },
            .send(
                APIRoute.hardwareImport, Permission(.hardware, .write),
                "Registers the rows of a table, or says what they would do; all of them or none"
            ) { (call, request: HardwareImportRequest) in
                let rows = try HardwareRow.rows(of: request.text, file: request.file)
                let changes = try await hardware.importRows(
                    call.caller.tenant, rows, file: request.file, dryRun: request.dryRun, actor: call.caller.actor)
                return HardwareImportResponse(
                    rows: changes.map { HardwareImportResponse.Row($0, isDryRun: request.dryRun) })
            },
            .read(APIRoute.hardwareRecord, read, "One registration, with the device that it became") { call in
                try call.allowQuery([])
                return HardwareItem(
                    try await hardware.find(call.caller.tenant, try call.identifier("id", of: "registered hardware")))
            },
            .delete(
                APIRoute.hardwareRecord, Permission(.hardware, .delete),
                "Forgets a registration; the device that it became stays"
            ) { call in
                try await hardware.delete(
                    call.caller.tenant, try call.identifier("id", of: "registered hardware"),
                    actor: call.caller.actor)
            },
        ]
    }
}

extension HardwareRow {
    /// The rows of a table; what is no table, or has columns that are not known, is refused at its place.
    static func rows(of text: String, file: String) throws -> [HardwareRow] {
        do throws(CSVError) {
            let names = HardwareColumn.allCases.map(\.rawValue)
            let table = try CSVTable(parsing: text, limits: .init(bytes: 4 << 20, rows: most, columns: names.count))
            try table.requireColumns(among: names) { written in
                names.filter { $0.lowercased().hasPrefix(written.lowercased().prefix(3)) }
                    .min { abs($0.count - written.count) < abs($1.count - written.count) }
            }
            return table.rows.map { row in
                var cells = [HardwareColumn: Cell]()
                for column in HardwareColumn.allCases {
                    guard let field = table.field(column.rawValue, in: row) else { continue }
                    cells[column] = Cell(
                        text: CSVText.restored(field.text), line: field.line, column: field.column)
                }
                return HardwareRow(line: row.line, cells: cells)
            }
        } catch {
            throw ServiceError(
                .invalidDocument, "`\(file)` is no table of hardware; nothing was registered",
                places: [
                    .init(
                        file: file, line: error.line, column: error.column, message: error.message, hint: error.hint)
                ])
        }
    }
}

extension HardwareItem {
    init(_ hardware: RegisteredHardware) {
        let profile = hardware.profile
        self.init(
            id: hardware.id, serialNumber: hardware.serialNumber,
            endorsementKeyHash: hardware.endorsementKeyHash.isEmpty ? nil : hardware.endorsementKeyHash,
            manufacturer: hardware.manufacturer, model: hardware.model, ownership: profile.ownership,
            trustType: profile.trustType, management: profile.management, groups: profile.groups,
            nameTemplate: profile.nameTemplate, owner: profile.owner, tags: profile.tags,
            orderID: hardware.orderID.isEmpty ? nil : hardware.orderID, createdAt: hardware.createdAt,
            createdBy: hardware.createdBy, device: hardware.device, enrolledAt: hardware.enrolledAt)
    }
}

extension HardwareImportResponse.Row {
    fileprivate init(_ change: HardwareImport, isDryRun: Bool) {
        let kind: Change =
            switch change.kind {
            case .created: .created
            case .updated: .updated
            case .unchanged: .unchanged
            }
        self.init(
            line: change.line, change: kind, id: isDryRun && kind == .created ? nil : change.id,
            serialNumber: change.serialNumber, differs: change.differs.map(\.rawValue))
    }
}
