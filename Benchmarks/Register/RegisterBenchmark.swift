import Foundation
import GatehouseModel
import GatehouseService
import GatehouseSimulatorIO
import GatehouseStorage

/// `register`: how long the asset register takes to answer with a hundred thousand entries, in a store on the disk.
enum RegisterBenchmark {
    private static let usage = "usage: gatehouse-bench register --folder DIR [--entries N]\n"

    static func run(_ arguments: [String]) async throws {
        guard let folder = PollBenchmark.option("--folder", in: arguments) else {
            FileHandle.standardError.write(Data(usage.utf8))
            exit(64)
        }
        let entries = PollBenchmark.option("--entries", in: arguments).flatMap { Int($0) } ?? 100_000
        let store = try await SQLStore.open(path: "\(folder)/gatehouse.sqlite")
        let tenant = Tenant(id: .random(), name: "bench", createdAt: .now)
        try await store.addTenant(tenant)
        try await fill(store, tenant.id, entries)
        let assets = AssetService(store: store, clock: GatehouseService.Clock { .now })
        for (name, query) in questions(entries) {
            var times = [Double]()
            for _ in 0..<5 { times.append(try await seconds { _ = try await assets.list(tenant.id, query) }) }
            write("register.\(name)", 1000 * times.sorted()[times.count / 2], "ms")
        }
        let rows = (0..<min(entries, AssetImport.mostRows)).map { row($0) }
        let list = AssetImport(file: "list.csv", rows: rows, isSightings: false)
        let taken = try await seconds {
            _ = try await assets.importList(tenant.id, list, isPreview: false, actor: "bench")
        }
        write("register.import", Double(rows.count) / taken, "rows/s")
    }

    private static func questions(_ entries: Int) -> [(String, ListQuery)] {
        let byName = [ListQuery.Order(field: "name")]
        func query(_ field: String, _ comparison: ListQuery.Operator, _ text: String) -> ListQuery {
            ListQuery(filter: .compare(field: field, comparison, .text(text)), order: byName)
        }
        return [
            ("page", ListQuery(order: byName)),
            ("middle", query("name", .atLeast, name(entries / 2))),
            ("search", query("name", .contains, "asset 0\(entries / 2)")),
            ("owner", query("owner", .equals, "person-7@example.org")),
            ("stale", query("isStale", .equals, "true")),
            ("unauthorised", query("isUnauthorised", .equals, "true")),
            ("ambiguous", query("isAmbiguous", .equals, "true")),
            ("newest", ListQuery(order: [ListQuery.Order(field: "lastSeen", isDescending: true)])),
        ]
    }

    private static func fill(_ store: SQLStore, _ tenant: TenantID, _ entries: Int) async throws {
        for start in stride(from: 0, to: entries, by: 1000) {
            let numbers = start..<min(start + 1000, entries)
            try await store.write(tenant) { work in
                for number in numbers { try work.save(asset(number)) }
            }
        }
    }

    private static func name(_ number: Int) -> String { "asset \(String(String(number + 1_000_000).dropFirst()))" }

    /// Every thousandth shares its serial number with the one before it, and was only discovered.
    private static func asset(_ number: Int) -> Asset {
        let isTwin = number % 1000 == 1
        return Asset(
            id: .random(), name: name(number), kind: AssetKind.allCases[number % AssetKind.allCases.count],
            stateSince: .now, sources: [isTwin ? .discovered : .imported], manufacturer: "Example",
            model: "Model \(number % 50)", serialNumber: "SN-\(1_000_000 + (isTwin ? number - 1 : number))",
            addresses: [MACAddress("3c5282" + String(String(number + 0x100_0000, radix: 16).suffix(6)))]
                .compactMap(\.self), owner: "person-\(number % 2000)@example.org", tags: ["kiosk"], location: "Berlin",
            firstSeen: .now, lastSeen: .now - .seconds(Int64(number % 40) * 86_400))
    }

    private static func row(_ number: Int) -> AssetImport.Row {
        var changes = AssetChanges()
        changes.name = name(number)
        changes.serialNumber = "NEW-\(2_000_000 + number)"
        changes.owner = "person-1@example.org"
        return AssetImport.Row(changes: changes, line: number + 2)
    }

    private static func seconds(_ body: () async throws -> Void) async throws -> Double {
        let start = ContinuousClock.now
        try await body()
        return (ContinuousClock.now - start) / .seconds(1)
    }

    private static func write(_ name: String, _ value: Double, _ unit: String) {
        print("{\"name\": \"\(name)\", \"value\": \(String(format: "%.2f", value)), \"unit\": \"\(unit)\"}")
        fflush(nil)
    }
}
