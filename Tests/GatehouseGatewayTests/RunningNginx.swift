import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import Glibc
import NIOCore
import NIOPosix

@testable import GatehouseGateway

/// A real nginx with the example's configuration, before a gateway of its own, until the body ends.
///
/// As on a server: its workers are Debian's `www-data`, and the folder of the socket is the only one of the gateway's
/// that they may pass through.
struct RunningNginx {
    /// How nginx asks Gatehouse.
    enum Transport: Equatable {
        case socket
        /// Over mutual TLS, expecting the certificate of this name.
        case mutualTLS(serverName: String)
    }

    struct Curled {
        var status: Int
        var type: String
        /// In seconds; `nil` without the header.
        var retryAfter: Int?
        var body: String
        var output: String
    }

    struct Failure: Error {
        var message: String
    }

    /// A client certificate that curl can present.
    enum Client: String, CaseIterable {
        case device
        /// The same device's, which ended an hour ago.
        case expired
        /// Somebody else's, who has a serial and a name like the device's.
        case foreign
    }

    private static let nginx = "/usr/sbin/nginx"
    private static let curl = "/usr/bin/curl"
    private static let examples = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../examples/nginx").standardized.path

    private let folder: String
    private let port: Int
    /// The serial of the device's certificate in lower case, as the decision point is told it.
    let serial = "0102030405060708090a0b0c0d0e0f10"
    /// Where the gateway listens for nginx.
    let socket: String

    /// What makes curl present the device's certificate.
    var device: [String] { presenting(.device) }

    /// What makes curl present a certificate.
    func presenting(_ client: Client) -> [String] {
        ["--cert", "\(folder)/\(client).pem", "--key", "\(folder)/\(client).key"]
    }

    static func with(
        _ transport: Transport = .socket, verify: String = "optional",
        _ body: (RunningNginx, RunningGateway) async throws -> Void
    ) async throws {
        for program in [nginx, curl] where !FileManager.default.isExecutableFile(atPath: program) {
            throw Failure(message: "\(program) is not there: scripts/packages.sh test installs it")
        }
        let pki = try TestPKI(now: CoarseClock.now())
        let server = try pki.issue(.localServer)
        try await RunningGateway.with(configure: { configuration, _ in
            configuration.tls = .init(
                host: "127.0.0.1", port: 0, certificateChainPEM: server.chainPEM, keyPEM: server.keyPEM,
                trustedRootsPEM: pki.rootPEM, isIssued: { _, _ in true })
        }) { gateway in
            let ports = try FreePorts.take(2)
            let nginx = RunningNginx(
                folder: gateway.folder, port: ports[0], socket: "\(gateway.folder)/run/decide.sock")
            try nginx.makeSocketFolder()
            try await gateway.listener.open(socket: nginx.socket, for: .proxy)
            gateway.point.endCertificates(of: .proxy, at: .distantFuture)
            try nginx.writeCertificates(pki, server)
            try nginx.writeIncludes(transport, decisionPort: gateway.listener.boundPort ?? 0)
            try nginx.write(application: ports[1], verify: verify)
            let process = try nginx.start()
            defer {
                process.signal(SIGTERM)
                process.wait()
            }
            try await nginx.waitUntilReady(process)
            try await body(nginx, gateway)
        }
    }

    /// Asks for a path with curl; the body is what stands before the line that curl adds.
    func curl(_ path: String, _ arguments: [String]) async throws -> Curled {
        let file = "\(folder)/curl.out"
        let words =
            [Self.curl, "-sS", "--cacert", "\(folder)/ca.pem", "--max-time", "20"]
            + ["-w", "\n%{http_code} x%header{retry-after} %{content_type}"] + arguments
            + ["https://localhost:\(port)\(path)"]
        // Not on a thread of the tasks: the listener needs those to answer.
        try await NIOThreadPool.singleton.runIfActive { _ = try ToolProcess(words, output: file).wait() }
        let output = try String(contentsOfFile: file, encoding: .utf8)
        let cut = output.lastIndex(of: "\n") ?? output.startIndex
        let last = output[cut...].dropFirst().split(separator: " ", maxSplits: 2)
        return Curled(
            status: last.first.flatMap { Int($0) } ?? 0, type: last.dropFirst(2).first.map(String.init) ?? "",
            retryAfter: last.dropFirst().first.flatMap { Int($0.dropFirst()) }, body: String(output[..<cut]),
            output: output)
    }

    private func start() throws -> ToolProcess {
        let words = [Self.nginx, "-p", folder, "-c", "\(folder)/nginx.conf", "-e", "\(folder)/error.log"]
        return try ToolProcess(words, output: "\(folder)/nginx.out")
    }

    private func waitUntilReady(_ process: ToolProcess) async throws {
        for _ in 0..<200 {
            if process.status != nil { throw Failure(message: log) }
            let probe = try? await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connect(host: "127.0.0.1", port: port).get()
            if let probe { return try await probe.close() }
            try await Task.sleep(for: .milliseconds(25))
        }
        throw Failure(message: "nginx does not listen: \(log)")
    }

    private var log: String {
        (try? String(contentsOfFile: "\(folder)/nginx.out", encoding: .utf8)) ?? ""
    }
}

/// What nginx needs in its folder.
extension RunningNginx {
    private static var isRoot: Bool { geteuid() == 0 }

    /// As the how-to has it: the socket takes the folder's group, and nobody else passes through.
    private func makeSocketFolder() throws {
        let path = "\(folder)/run"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        guard Self.isRoot else { return }
        guard let group = getgrnam("www-data"), chown(path, 0, group.pointee.gr_gid) == 0, chmod(path, 0o2750) == 0
        else { throw Failure(message: "\(path) cannot be given to www-data") }
    }

    private func writeCertificates(_ pki: TestPKI, _ server: IssuedLeaf) throws {
        var leaf = TestPKI.Leaf.device(EnforcementPointName.tenant, FakeDecisionPoint.device)
        leaf.serial = Array(1...16)
        let device = try pki.issue(leaf)
        let foreign = try TestPKI(now: CoarseClock.now()).issue(leaf)
        leaf.notBefore = CoarseClock.now() - .seconds(7200)
        leaf.notAfter = CoarseClock.now() - .seconds(3600)
        let expired = try pki.issue(leaf)
        var edge = TestPKI.Leaf()
        edge.uris = ["spiffe://\(EnforcementPointName.tenant)/enforcement-point/proxy"]
        let proxy = try pki.issue(edge)
        try write(pki.rootPEM, "ca.pem")
        for (name, leaf) in [
            ("server", server), ("device", device), ("expired", expired), ("foreign", foreign), ("edge", proxy),
        ] {
            try write(leaf.chainPEM, "\(name).pem")
            try write(leaf.keyPEM, "\(name).key")
        }
    }

    /// The folder `gatehouse`, put together as the how-to has it, with its marked places filled in.
    private func writeIncludes(_ transport: Transport, decisionPort: Int) throws {
        try FileManager.default.createDirectory(atPath: "\(folder)/gatehouse", withIntermediateDirectories: false)
        for name in ["http.conf", "server.conf", "location.conf", "ask.conf"] {
            try write(try Self.example("gatehouse/\(name)"), "gatehouse/\(name)")
        }
        switch transport {
        case .socket:
            let upstream = try Self.example("socket/upstream.conf", ["/run/gatehouse/decide.sock": socket])
            try write(upstream, "gatehouse/upstream.conf")
            try write(try Self.example("socket/transport.conf"), "gatehouse/transport.conf")
        case .mutualTLS(let serverName):
            let upstream = try Self.example(
                "remote/upstream.conf", ["gatehouse.example.org:8445": "127.0.0.1:\(decisionPort)"])
            try write(upstream, "gatehouse/upstream.conf")
            let transport = try Self.example(
                "remote/transport.conf",
                ["/etc/nginx/gatehouse/": "\(folder)/", "gatehouse.example.org": serverName])
            try write(transport, "gatehouse/transport.conf")
        }
    }

    /// The example with its marked places filled in, inside the least configuration that nginx takes.
    private func write(application: Int, verify: String) throws {
        let site = try Self.example(
            "gatehouse.conf",
            [
                "127.0.0.1:8080": "127.0.0.1:\(application)", "listen 443 ssl": "listen 127.0.0.1:\(port) ssl",
                "wiki.example.org": "localhost", "/etc/nginx/wiki.pem": "\(folder)/server.pem",
                "/etc/nginx/wiki.key": "\(folder)/server.key", "/etc/nginx/gatehouse/ca.pem": "\(folder)/ca.pem",
                "ssl_verify_client optional": "ssl_verify_client \(verify)",
            ])
        try write(
            """
            daemon off;
            worker_processes 1;
            \(Self.isRoot ? "user www-data;" : "")
            pid \(folder)/nginx.pid;
            error_log stderr error;
            events { worker_connections 256; }
            http {
                access_log off;
                client_body_temp_path \(folder)/body;
                proxy_temp_path \(folder)/proxy;
                fastcgi_temp_path \(folder)/fastcgi;
                uwsgi_temp_path \(folder)/uwsgi;
                scgi_temp_path \(folder)/scgi;
                server {
                    listen 127.0.0.1:\(application);
                    large_client_header_buffers 8 16k;
                    location / {
                        return 200 "wiki $uri device=$http_x_gatehouse_device token=$http_x_gatehouse_token authorization=$http_authorization\\n";
                    }
                }
            \(site)
            }
            """, "nginx.conf")
    }

    private func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }

    private static func example(_ name: String, _ places: [String: String] = [:]) throws -> String {
        var text = try String(contentsOfFile: "\(examples)/\(name)", encoding: .utf8)
        for (written, replacement) in places.sorted(by: { $0.key.count > $1.key.count }) {
            guard text.contains(written) else { throw Failure(message: "\(name) has no \(written)") }
            text = text.replacingOccurrences(of: written, with: replacement)
        }
        return text
    }
}
