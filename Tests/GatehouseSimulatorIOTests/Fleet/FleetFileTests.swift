import Foundation
import GatehouseModel
import GatehouseTestSupport
import Testing

@testable import GatehouseSimulatorIO

@Suite struct FleetFileTests {
    private static let now = Instant(milliseconds: 1_790_000_000_000)

    private func identity(
        _ number: Int, device: String = "one", reports: Bool = false, hours: Int64 = 24, seed: UInt64 = 1
    ) -> FleetIdentity {
        FleetIdentity(
            number: number, seed: seed, hardware: "h", device: device, key: "k", chain: "c",
            channel: "https://localhost:8444", trustRoots: "roots", notAfter: Self.now.milliseconds + hours * 3_600_000,
            ownership: "company", isTelemetryOnly: reports)
    }

    private func read(_ file: FleetFile, roots: String = "roots", server: String = "localhost") -> [FleetIdentity] {
        file.read(seed: 1, trustRoots: roots, server: server, at: Self.now).values.sorted { $0.number < $1.number }
    }

    @Test func `identities are there again, the newest of each device`() throws {
        let folder = try TemporaryDirectory()
        let file = try FleetFile(folder: folder.file("fleet"))
        try file.append([identity(0), identity(1)])
        try file.append([identity(0, device: "two"), identity(1, device: "reporter", reports: true)])
        let found = try FleetFile(folder: folder.file("fleet")).read(
            seed: 1, trustRoots: "roots", server: "localhost", at: Self.now)
        #expect(found[.init(number: 0, isTelemetryOnly: false)]?.device == "two")
        #expect(found[.init(number: 1, isTelemetryOnly: false)]?.device == "one")
        #expect(found[.init(number: 1, isTelemetryOnly: true)]?.device == "reporter")
    }

    @Test func `what is of another server or seed, or ends within the hour, is not used`() throws {
        let folder = try TemporaryDirectory()
        let file = try FleetFile(folder: folder.path)
        try file.append([identity(0), identity(1, hours: 1), identity(2, seed: 2)])
        #expect(read(file).map(\.number) == [0])
        #expect(read(file, roots: "others").isEmpty)
        #expect(read(file, server: "elsewhere").isEmpty)
    }

    @Test func `a line that was cut off counts as not there`() throws {
        let folder = try TemporaryDirectory()
        let file = try FleetFile(folder: folder.path)
        try file.append([identity(0)])
        let path = folder.file("fleet.jsonl")
        let whole = try String(contentsOfFile: path, encoding: .utf8)
        try (whole + whole.trimmingPrefix("\n").prefix(40)).write(toFile: path, atomically: true, encoding: .utf8)
        try file.append([identity(1)])
        #expect(read(file).map(\.number) == [0, 1])
    }

    @Test func `only its owner may read the keys`() throws {
        let folder = try TemporaryDirectory()
        try FleetFile(folder: folder.file("fleet")).append([identity(0)])
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("fleet/fleet.jsonl"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let outer = try FileManager.default.attributesOfItem(atPath: folder.file("fleet"))
        #expect(outer[.posixPermissions] as? Int == 0o700)
    }
}
