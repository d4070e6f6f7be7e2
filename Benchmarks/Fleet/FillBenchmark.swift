import Foundation
import GatehouseService
import GatehouseStorage

/// `fill`: puts devices into the store of a server that is not running, for measurements over many of them.
enum FillBenchmark {
    private static let usage = """
        usage: gatehouse-bench fill --database FILE|URL [--devices N] [--packages N]

        """

    /// Prints the serial of the first device's certificate and how long it took.
    static func run(_ arguments: [String]) async throws {
        func option(_ name: String) -> String? { PollBenchmark.option("--\(name)", in: arguments) }
        guard let place = option("database") else { return refuse(usage) }
        let store = try await place.hasPrefix("postgres") ? SQLStore.open(url: place) : SQLStore.open(path: place)
        guard let owner = try await store.tenants().first(where: \.ownsServer) else {
            return refuse("no server has used this database yet\n")
        }
        let start = ContinuousClock.now
        try await FleetStock(packages: option("packages").flatMap { Int($0) } ?? 40, hasCertificates: true)
            .fill(store, owner.id, devices: option("devices").flatMap { Int($0) } ?? 10_000)
        try await store.close()
        let taken = (ContinuousClock.now - start) / .seconds(1)
        print("{\"serial\": \"\(FleetStock.serial(0))\", \"seconds\": \(String(format: "%.1f", taken))}")
    }

    private static func refuse(_ words: String) {
        FileHandle.standardError.write(Data(words.utf8))
        exit(64)
    }
}
