import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import NIOCore
import NIOPosix

@testable import GatehouseGateway

/// A real nginx with the example's configuration, before a gateway of its own, until the body ends.
struct RunningNginx {
    struct Curled {
        var status: Int
        var type: String
        var body: String
        var output: String
    }

    struct Failure: Error {
        var message: String
    }

    private static let nginx = "/usr/sbin/nginx"
    private static let example = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../examples/nginx/gatehouse.conf").standardized.path

    static var isInstalled: Bool {
        FileManager.default.isExecutableFile(atPath: nginx)
            && FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")
    }

    private let folder: String
    private let port: Int
    /// The serial of the device's certificate in lower case, as the decision point is told it.
    let serial = "0102030405060708090a0b0c0d0e0f10"

    /// What makes curl present the device's certificate.
    var device: [String] { ["--cert", "\(folder)/device.pem", "--key", "\(folder)/device.key"] }

    static func with(_ body: (RunningNginx, RunningGateway) async throws -> Void) async throws {
        try await RunningGateway.with { gateway in
            let nginx = RunningNginx(folder: gateway.folder, port: try await freePort())
            try nginx.write(application: try await freePort(), socket: gateway.socket)
            let process = try nginx.start()
            defer {
                process.terminate()
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
            ["/usr/bin/curl", "-sS", "--cacert", "\(folder)/ca.pem", "--max-time", "20"]
            + ["-w", "\n%{http_code} %{content_type}"] + arguments + ["https://localhost:\(port)\(path)"]
        // Not on a thread of the tasks: the listener needs those to answer.
        try await NIOThreadPool.singleton.runIfActive { try ChildProcess(words, output: file).wait() }
        let output = try String(contentsOfFile: file, encoding: .utf8)
        let cut = output.lastIndex(of: "\n") ?? output.startIndex
        let last = output[cut...].dropFirst().split(separator: " ", maxSplits: 1)
        return Curled(
            status: last.first.flatMap { Int($0) } ?? 0, type: last.dropFirst().first.map(String.init) ?? "",
            body: String(output[..<cut]), output: output)
    }

    /// The example with its marked places filled in, inside the least configuration that nginx takes.
    private func write(application: Int, socket: String) throws {
        let pki = try TestPKI(now: CoarseClock.now())
        let server = try pki.issue(.localServer)
        var leaf = TestPKI.Leaf.device(EnforcementPointName.tenant, FakeDecisionPoint.device)
        leaf.serial = Array(1...16)
        let device = try pki.issue(leaf)
        for (name, text) in [
            ("ca.pem", pki.rootPEM), ("server.pem", server.chainPEM), ("server.key", server.keyPEM),
            ("device.pem", device.chainPEM), ("device.key", device.keyPEM),
        ] { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)")) }
        var example = try String(contentsOfFile: Self.example, encoding: .utf8)
        for (written, replacement) in [
            ("unix:/var/lib/gatehouse/decide.sock", "unix:\(socket)"), ("127.0.0.1:8080", "127.0.0.1:\(application)"),
            ("listen 443 ssl", "listen 127.0.0.1:\(port) ssl"), ("wiki.example.org", "localhost"),
            ("/etc/nginx/wiki.pem", "\(folder)/server.pem"), ("/etc/nginx/wiki.key", "\(folder)/server.key"),
            ("/var/lib/gatehouse/ca.pem", "\(folder)/ca.pem"),
        ] {
            guard example.contains(written) else { throw Failure(message: "the example has no \(written)") }
            example = example.replacingOccurrences(of: written, with: replacement)
        }
        let main = """
            daemon off;
            worker_processes 1;
            user root;
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
                    location / {
                        return 200 "wiki $uri device=$http_x_gatehouse_device token=$http_x_gatehouse_token\\n";
                    }
                }
            \(example)
            }
            """
        try Data(main.utf8).write(to: URL(fileURLWithPath: "\(folder)/nginx.conf"))
    }

    private func start() throws -> ChildProcess {
        let words = [Self.nginx, "-p", folder, "-c", "\(folder)/nginx.conf", "-e", "\(folder)/error.log"]
        return try ChildProcess(words, output: "\(folder)/nginx.out")
    }

    private func waitUntilReady(_ process: ChildProcess) async throws {
        for _ in 0..<200 {
            if process.hasEnded() { throw Failure(message: log) }
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

    /// A port that was free a moment ago.
    private static func freePort() async throws -> Int {
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port ?? 0
        try await channel.close()
        return port
    }
}
