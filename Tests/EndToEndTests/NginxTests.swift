import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Glibc
import NIOSSL
import Testing

extension EndToEnd {
    /// The configuration of the examples, as the how-to has it: the workers are unprivileged, the data folder is the
    /// server's alone, and the socket lies in a folder that is theirs to pass.
    @Suite struct NginxTests {
        @Test func `nginx may be restarted, and so may the server, and access is what it was`() async throws {
            let stage = try TemporaryDirectory()
            let server = try await RunningServer(data: stage.file("server"))
            let nginx = try RunningNginx(stage: stage)
            try await server.setTheStage(socket: nginx.socket)
            var device = try await TestDevice.enrol(name: "laptop", at: server)
            try await device.report(["updates.security.pendingCount": .known(.integer(0))])
            try await nginx.start()
            let asDevice = try nginx.context(chain: device.identity.certificateChain, key: device.key.pem)
            let asNobody = try nginx.context()

            try await nginx.expect(200, as: asDevice, "the compliant device gets the application")
            try await nginx.expect(401, as: asNobody, "nobody else does")
            try await nginx.restart()
            try await nginx.expect(200, as: asDevice, "after nginx was restarted")
            try await nginx.expect(401, as: asNobody, "after nginx was restarted")

            try await server.kill()
            try await nginx.expect(503, as: asDevice, "without the server nobody gets in")
            try await server.start()
            try await nginx.expect(200, as: asDevice, "the server is back, with the same socket")
            try await server.admin("device", "revoke", "laptop")
            try await nginx.expect(403, as: asDevice, "the device is revoked")
            try await nginx.stop()
        }
    }
}

/// Debian's nginx with the configuration of `examples/nginx`, on a port of its own, in a folder that its workers may pass
/// through.
final class RunningNginx {
    private let stage: TemporaryDirectory
    private let port: Int
    private let certificate: IssuedLeaf
    private let roots: String
    private var process: ChildProcess?

    /// In a folder whose group is that of the workers, which the socket takes.
    var socket: String { stage.file("run/decide.sock") }

    init(stage: TemporaryDirectory) throws {
        self.stage = stage
        port = try FreePorts.take(1)[0]
        let pki = try TestPKI(now: .now, name: "Proxy")
        certificate = try pki.issue(.localServer)
        roots = pki.rootPEM
        let folder = stage.file("nginx")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: stage.file("run"), withIntermediateDirectories: true)
        if geteuid() == 0 { try Self.letWorkersIn(stage) }
        try certificate.chainPEM.write(toFile: "\(folder)/proxy.pem", atomically: true, encoding: .utf8)
        try certificate.keyPEM.write(toFile: "\(folder)/proxy.key", atomically: true, encoding: .utf8)
        let examples = "\(Program.repository)/examples"
        try FileManager.default.copyItem(atPath: "\(examples)/nginx/gatehouse", toPath: "\(folder)/gatehouse")
        for file in ["transport.conf", "upstream.conf"] {
            try String(contentsOfFile: "\(examples)/nginx/socket/\(file)", encoding: .utf8)
                .replacing("/run/gatehouse/decide.sock", with: socket)
                .write(toFile: "\(folder)/gatehouse/\(file)", atomically: true, encoding: .utf8)
        }
        // The workers read the page; the repository may lie where they cannot.
        try FileManager.default.createDirectory(atPath: stage.file("examples"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: "\(examples)/application", toPath: stage.file("examples/application"))
        let template = "\(examples)/nginx/gatehouse.conf.template"
        let configuration = try String(contentsOfFile: template, encoding: .utf8)
            .replacing("@PORT@", with: "\(port)").replacing("@STAGE@", with: stage.path)
            .replacing("@USER@", with: geteuid() == 0 ? "user www-data;" : "")
        try configuration.write(toFile: "\(folder)/nginx.conf", atomically: true, encoding: .utf8)
    }

    private static func letWorkersIn(_ stage: TemporaryDirectory) throws {
        let group = try #require(getgrnam("www-data"), "there is no group www-data: scripts/packages.sh test")
        try #require(chmod(stage.path, 0o711) == 0)
        try #require(chown(stage.file("run"), 0, group.pointee.gr_gid) == 0 && chmod(stage.file("run"), 0o2750) == 0)
    }

    func start() async throws {
        let process = try ChildProcess(
            [
                "nginx", "-p", "\(stage.path)/", "-c", stage.file("nginx/nginx.conf"), "-e",
                stage.file("nginx/error.log"), "-g", "daemon off;",
            ], name: "nginx", in: stage.path)
        self.process = process
        let context = try context()
        try await wait("nginx should listen: \(process.complaints)") {
            try #require(!process.hasEnded, "nginx ended: \(process.complaints)")
            return try await status(as: context) != nil
        }
    }

    func stop() async throws {
        let process = try #require(process)
        process.signal(SIGTERM)
        #expect(try await process.end(within: .seconds(20)) == 0)
    }

    func restart() async throws {
        try await stop()
        try await start()
    }

    func context(chain: String? = nil, key: String? = nil) throws -> NIOSSLContext {
        try ClientTLS.context(roots: roots, chain: chain, key: key)
    }

    /// Asks for the application over a fresh connection until the answer is the wanted one.
    func expect(
        _ wanted: Int, as context: NIOSSLContext, _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let end = ContinuousClock.now + .seconds(5)
        var found: Int?
        repeat {
            found = try await status(as: context)
            if found == wanted { return }
            try await Task.sleep(for: .milliseconds(10))
        } while ContinuousClock.now < end
        #expect(found == wanted, what, sourceLocation: sourceLocation)
    }

    private func status(as context: NIOSSLContext) async throws -> Int? {
        let answer = try? await RawConnection.with(port: port, tls: context) {
            await $0.ask("GET", "/", fields: ["Accept: application/json"])
        }
        return answer?.status
    }
}
