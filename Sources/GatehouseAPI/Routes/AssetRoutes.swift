import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire

/// The register of all things.
enum AssetRoutes {
    static func routes(_ assets: AssetService) -> [Route] { asking(assets) + changing(assets) + lists(assets) }

    private static func asking(_ assets: AssetService) -> [Route] {
        [
            .read(
                APIRoute.assets, Permission(.asset, .read), "Everything on the asset register",
                query: QueryParameter.list(ListField.assets, filter: "isUnauthorised eq 'true'")
            ) { call in
                let page = try await assets.list(
                    call.caller.tenant,
                    try call.listQuery(ListField.assets, orderedBy: [ListQuery.Order(field: "name")]))
                return ListPage(items: page.elements.map(AssetItem.init), next: page.next)
            },
            .read(APIRoute.asset, Permission(.asset, .read), "One entry of the register") { call in
                try call.allowQuery([])
                return AssetItem(
                    try await assets.asset(call.caller.tenant, try call.identifier("id", of: "asset")))
            },
        ]
    }

    private static func changing(_ assets: AssetService) -> [Route] {
        [
            .send(
                APIRoute.assets, Permission(.asset, .write), "Writes down a thing that the register does not have",
                status: 201
            ) { (call, request: AssetRequest) in
                AssetItem(
                    try await assets.create(call.caller.tenant, AssetChanges(request), actor: call.caller.actor))
            },
            .change(
                APIRoute.asset, Permission(.asset, .write),
                "Changes what the message names; refused when its version is not the entry's"
            ) { (call, request: AssetRequest) in
                AssetItem(
                    try await assets.change(
                        call.caller.tenant, try call.identifier("id", of: "asset"), AssetChanges(request),
                        version: request.version, actor: call.caller.actor))
            },
            .delete(
                APIRoute.asset, Permission(.asset, .delete), "Removes an entry that is no enrolled device's"
            ) { call in
                try await assets.delete(
                    call.caller.tenant, try call.identifier("id", of: "asset"), actor: call.caller.actor)
            },
            .send(
                APIRoute.assetMerge, Permission(.asset, .delete), "Makes two entries for one thing one"
            ) { (call, request: AssetMergeRequest) in
                AssetItem(
                    try await assets.merge(
                        call.caller.tenant, try call.identifier("id", of: "asset"), with: request.other,
                        actor: call.caller.actor))
            },
        ]
    }

    private static func lists(_ assets: AssetService) -> [Route] {
        [
            .send(
                APIRoute.assetImport, Permission(.asset, .write),
                "Takes in a CSV file, all of it or nothing; or only says what that would do"
            ) { (call, request: AssetImportRequest) in
                let list = try AssetTable.read(request.file, isSightings: request.asSightings ?? false)
                let changes = try await assets.importList(
                    call.caller.tenant, list, isPreview: request.dryRun ?? false, actor: call.caller.actor)
                return AssetImportResponse(changes)
            },
            .download(
                APIRoute.assetExport, Permission(.asset, .read), "The register as CSV, to open or to import again",
                mediaType: "text/csv", file: "assets.csv",
                query: [
                    QueryParameter(
                        "filter", "as of the list of assets", example: "state eq 'inUse'")
                ]
            ) { call in
                try call.allowQuery(["filter"])
                let filter = try call.query("filter").map { try FilterParser.parse($0, fields: ListField.assets) }
                var text = AssetTable.header
                var query = ListQuery(filter: filter, order: [ListQuery.Order(field: "name")], limit: 1000)
                repeat {
                    let page = try await assets.list(call.caller.tenant, query)
                    for listing in page.elements { text += AssetTable.line(of: listing) }
                    query.cursor = page.next
                } while query.cursor != nil
                return text
            },
        ]
    }
}

extension AssetItem {
    init(_ listing: AssetListing) {
        self.init(
            listing.asset, isStale: listing.isStale, sharesIdentifiersWith: listing.sharesIdentifiersWith)
    }
}

extension AssetImportResponse {
    init(_ changes: [AssetImportChange]) {
        let counts = Dictionary(changes.map { ($0.effect, 1) }, uniquingKeysWith: +)
        self.init(
            created: counts[.created] ?? 0, updated: counts[.updated] ?? 0, unchanged: counts[.unchanged] ?? 0,
            changes: changes.filter { $0.effect != .unchanged }.map { change in
                AssetImportItem(
                    line: change.line, asset: change.asset, name: change.name,
                    change: change.effect == .created ? .created : .updated, fields: change.fields)
            })
    }
}

extension AssetChanges {
    init(_ request: AssetRequest) {
        self.init()
        name = request.name
        kind = request.kind
        state = request.state
        manufacturer = request.manufacturer
        model = request.model
        serialNumber = request.serialNumber
        macAddresses = request.macAddresses
        ipAddresses = request.ipAddresses
        operatingSystem = request.operatingSystem
        owner = request.owner
        addTags = request.addTags ?? []
        removeTags = request.removeTags ?? []
        accountable = request.accountable
        department = request.department
        costCentre = request.costCentre
        location = request.location
        notes = request.notes
        isApproved = request.isApproved
    }

    init(_ request: DeviceAssignmentRequest) {
        self.init()
        owner = request.owner
        addTags = request.addTags ?? []
        removeTags = request.removeTags ?? []
        accountable = request.accountable
        department = request.department
        costCentre = request.costCentre
    }
}
