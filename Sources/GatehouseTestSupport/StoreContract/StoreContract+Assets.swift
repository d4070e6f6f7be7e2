import GatehouseModel
import GatehouseService

extension StoreContract {
    static let assets: [Case] = [
        Case("a saved entry is found by its id, its device and what it shares with others") { store in
            let full = full(1)
            var twin = Asset.numbered(2)
            twin.serialNumber = "serial 0001"
            let second = twin
            try await store.write(Tenant.test.id) { unit in
                try unit.save(full)
                try unit.save(second)
            }
            try await store.read(Tenant.test.id) { unit in
                try require(unit.asset(.numbered(1)), equals: full)
                try require(unit.asset(of: .numbered(1)), equals: full)
                try require(unit.asset(.numbered(3)), equals: nil)
                try require(unit.asset(of: .numbered(2)), equals: nil)
                try require(unit.assets(sharing: full.identifiers).map(\.id), equals: [.numbered(1), .numbered(2)])
                try require(unit.assets(sharing: []), equals: [])
            }
            try await store.read(Tenant.other.id) { unit in
                try require(unit.asset(.numbered(1)), equals: nil)
                try require(unit.assets(sharing: full.identifiers), equals: [])
            }
        },
        Case("an entry saved again has its new identifiers only") { store in
            try await store.write(Tenant.test.id) { unit in
                var asset = full(1)
                let old = asset.identifiers
                try unit.save(asset)
                asset.serialNumber = "OTHER-77"
                asset.addresses = []
                asset.tags = []
                asset.version = 2
                try unit.save(asset)
                try require(unit.asset(.numbered(1)), equals: asset)
                try require(unit.assets(sharing: old), equals: [])
                try require(unit.assets(sharing: asset.identifiers).map(\.id), equals: [.numbered(1)])
            }
        },
        Case("two entries cannot be one device") { store in
            try await store.write(Tenant.test.id) { try $0.save(full(1)) }
            try await require(.conflict) {
                try await store.write(Tenant.test.id) { unit in
                    var second = Asset.numbered(2)
                    second.device = .numbered(1)
                    try unit.save(second)
                }
            }
        },
        Case("a deleted entry leaves no identifier behind") { store in
            try await store.write(Tenant.test.id) { unit in
                let asset = full(1)
                try unit.save(asset)
                try require(unit.deleteAsset(asset.id), equals: true)
                try require(unit.deleteAsset(asset.id), equals: false)
                try require(unit.asset(asset.id), equals: nil)
                try require(unit.assets(sharing: asset.identifiers), equals: [])
            }
        },
        Case("an entry is seen when its device is") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                try unit.save(full(1))
                try unit.saveLastContact([.numbered(1): .start + .seconds(500)])
                try require(unit.asset(.numbered(1))?.lastSeen, equals: .start + .seconds(500))
            }
        },
        Case("every filter of the register selects what it says") { store in
            try await store.write(Tenant.test.id) { try populateRegister($0) }
            let filters: [(String, ListQuery.Operator, ListQuery.Value, [Int])] = [
                ("kind", .equals, .text("printer"), [2]), ("state", .equals, .text("stolen"), [3]),
                ("sources", .equals, .text("discovered"), [4]), ("tags", .equals, .text("lab"), [1]),
                ("macAddresses", .equals, .text("3c:52:82:00:00:01"), [1]),
                ("ipAddresses", .equals, .text("192.0.2.1"), [1]), ("owner", .equals, .text("ada@example.org"), [1]),
                ("department", .equals, .text("IT"), [1]), ("location", .contains, .text("BER"), [1]),
                ("device", .notEquals, .null, [1]), ("lastSeen", .equals, .integer(0), [2]),
                ("isUnauthorised", .equals, .text("true"), [3, 4]),
                ("isAmbiguous", .equals, .text("true"), [4, 5]),
                ("name", .startsWith, .text("asset-"), [1, 2, 3, 4, 5]),
            ]
            try await store.read(Tenant.test.id) { unit in
                for (field, comparison, value, wanted) in filters {
                    let query = ListQuery(
                        filter: .compare(field: field, comparison, value), order: [.init(field: "id")])
                    try require(
                        unit.assets(query).elements.map(\.id) == wanted.map { .numbered($0) },
                        "\(field) gives \(try unit.assets(query).elements.map(\.name))")
                }
                let query = ListQuery(order: [.init(field: "lastSeen", isDescending: true)], limit: 2)
                let page = try unit.assets(query)
                try require(page.elements.map(\.id), equals: [.numbered(5), .numbered(4)])
                try require(page.next != nil, "there is no second page")
            }
        },
    ]

    /// An entry with a value in every field.
    private static func full(_ number: Int) -> Asset {
        Asset(
            id: .numbered(number), name: "asset-\(number)", kind: .computer, state: .inUse, stateSince: .start,
            sources: [.managed, .imported], device: .numbered(number), manufacturer: "Dell", model: "XPS",
            serialNumber: "SERIAL-000\(number)",
            addresses: ["3c:52:82:00:00:0\(number)"].compactMap { MACAddress($0) },
            networkAddresses: ["192.0.2.\(number)"].compactMap { IPAddress($0) }, operatingSystem: "Debian 12",
            owner: "ada@example.org", tags: ["kiosk", "lab"],
            accountability: Accountability(party: "Ops", department: "IT", costCentre: "1"), location: "Berlin",
            notes: "a \"note\"\nof two lines", approvedBy: "token:setup", firstSeen: .start, lastSeen: .start,
            version: 1)
    }

    private static func populateRegister(_ unit: any StoreWriting) throws {
        try unit.save(full(1))
        var printer = Asset.numbered(2)
        printer.kind = .printer
        try unit.save(printer)
        var stolen = Asset.numbered(3)
        stolen.state = .stolen
        stolen.lastSeen = .start + .seconds(1)
        try unit.save(stolen)
        var found = Asset.numbered(4)
        found.sources = [.discovered]
        found.serialNumber = "SAME-0001"
        found.lastSeen = .start + .seconds(2)
        try unit.save(found)
        var twin = Asset.numbered(5)
        twin.serialNumber = "SAME0001"
        twin.lastSeen = .start + .seconds(3)
        try unit.save(twin)
    }
}

extension Asset {
    /// An imported thing that nothing has seen, by its number.
    static func numbered(_ number: Int) -> Asset {
        Asset(
            id: .numbered(number), name: "asset-\(number)", stateSince: .start, sources: [.imported], firstSeen: .start)
    }
}
