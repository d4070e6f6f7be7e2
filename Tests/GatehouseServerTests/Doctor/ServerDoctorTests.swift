import Foundation
import GatehouseModel
import GatehouseTestSupport
import Testing

@testable import GatehouseServer

@Suite struct ServerDoctorTests {
    private let folder: TemporaryDirectory
    private let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))

    init() throws {
        folder = try TemporaryDirectory()
        chmod(folder.path, 0o700)
    }

    private func examine(
        _ extra: [Setting: String] = [:], ready reason: String? = nil
    ) async -> [String: Diagnosis] {
        let ports = Dictionary(
            Setting.all.filter { $0.name.lowercased().hasSuffix("port") }.map { ($0, "0") }
        ) { first, _ in first }
        let flags = ports.merging([.dataDir: folder.path]) { $1 }.merging(extra) { $1 }
        let report = await ServerDoctor(flags: flags, environment: [:]) { _, _ in reason }.examine(at: now)
        return Dictionary(report.diagnoses.map { ($0.check, $0) }) { first, _ in first }
    }

    private func write(_ text: String, _ name: String, mode: mode_t = 0o600) throws {
        try text.write(toFile: folder.file(name), atomically: true, encoding: .utf8)
        chmod(folder.file(name), mode)
    }

    @Test func `a wrong setting is the only thing that is said`() async {
        let found = await examine([Setting.all.first { $0.name == "port" } ?? .dataDir: "many"])
        #expect(found["settings"]?.standing == .broken)
        #expect(found.count == 1)
    }

    @Test func `a fresh folder is doubtful and not broken`() async {
        let found = await examine()
        #expect(found["data folder"]?.standing == .good)
        #expect(found["database"]?.standing == .doubtful)
        #expect(found["server"]?.standing == .doubtful)
        #expect(found.values.allSatisfy { $0.standing != .broken })
    }

    @Test func `a folder that is not there ends the examination`() async {
        let found = await examine([.dataDir: folder.file("none")])
        #expect(found["data folder"]?.standing == .broken)
        #expect(found["database"] == nil)
    }

    @Test func `a folder and a token that others may read are broken`() async throws {
        try write("secret", "admin.token", mode: 0o644)
        chmod(folder.path, 0o755)
        let found = await examine()
        #expect(found["data folder"]?.mend == "chmod 700 \(folder.path)")
        #expect(found["keys"]?.mend == "chmod 600 \(folder.file("admin.token"))")
    }

    @Test func `a database of PostgreSQL is asked itself, and its password is not shown`() async throws {
        let server = try await PrivatePostgreSQL.shared()
        let url = server.url(try await server.makeDatabase())
        let found = await examine([.database: url])["database"]
        #expect(found?.standing == .good)
        #expect(found?.found.hasSuffix(", empty") == true, "\(found?.found ?? "")")
        let missing = await examine([.database: "postgresql://app:hunter2@127.0.0.1:1/nowhere"])["database"]
        #expect(missing?.standing == .broken)
        #expect(missing?.mend?.contains("PostgreSQL runs") == true)
        #expect(missing?.found.contains("hunter2") == false)
    }

    @Test func `a database that is none is broken`() async throws {
        try write("not a database at all", "gatehouse.sqlite")
        #expect(await examine()["database"]?.standing == .broken)
        try write("SQLite format 3\0 and more", "gatehouse.sqlite")
        #expect(await examine()["database"]?.standing == .good)
    }

    @Test func `a certificate is judged by its end`() async throws {
        let pki = try TestPKI(now: now)
        try write(pki.rootPEM, "ca.pem")
        #expect(await examine()["root"]?.standing != .broken)
        try write("rubbish", "ca.pem")
        #expect(await examine()["root"]?.standing == .broken)
    }

    @Test func `a server that holds the folder is asked whether it is ready`() async throws {
        let held = try DataFolder(path: folder.path)
        try write("https://127.0.0.1:1\n", "server.url")
        try write("pem", "ca.pem")
        #expect(await examine()["server"]?.standing == .good)
        #expect(await examine(ready: "stale")["server"]?.found.contains("stale") == true)
        withExtendedLifetime(held) {}
    }

    @Test func `a port that is taken is broken`() async throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        let port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw -> UInt16 in
                var length = socklen_t(MemoryLayout<sockaddr_in>.size)
                guard bind(descriptor, raw, length) == 0, listen(descriptor, 1) == 0,
                    getsockname(descriptor, raw, &length) == 0
                else { return 0 }
                return pointer.pointee.sin_port.bigEndian
            }
        }
        #expect(await examine([.port: String(port)])["ports"]?.standing == .broken)
    }
}
