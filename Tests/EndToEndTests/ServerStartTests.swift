import Foundation
import GatehouseTestSupport
import GatehouseWire
import Glibc
import Testing

extension EndToEnd {
    @Suite struct ServerStartTests {
        @Test func `the first start makes its files, and none but certificates can be read by others`()
            async throws
        {
            let server = try await RunningServer()
            for name in ["ca.pem", "gatehouse.sqlite", "admin.token", "server.url", "server.pem", "server.key"] {
                #expect(FileManager.default.fileExists(atPath: "\(server.data)/\(name)"), "\(name) is missing")
            }
            #expect(try mode(of: server.data) == 0o700)
            let names = try #require(FileManager.default.enumerator(atPath: server.data)).compactMap { $0 as? String }
            for name in names where !name.hasSuffix(".pem") {
                let mode = try mode(of: "\(server.data)/\(name)")
                #expect(mode & 0o077 == 0, "\(name) has mode \(String(mode, radix: 8))")
            }
            #expect(try mode(of: server.roots) == 0o644)
            #expect(
                try String(contentsOfFile: "\(server.data)/server.url", encoding: .utf8).contains(":\(server.port)"))
            try await server.admin("whoami")
        }

        @Test func `port 0 takes a free port and tells which`() async throws {
            let folder = try TemporaryDirectory()
            let process = try ChildProcess(
                [Program.server, "serve", "--data-dir", folder.file("data"), "--port", "0", "--device-port", "0"]
                    + ["--decision-port", "0", "--metrics-port", "0"], name: "server", in: folder.path)
            try await wait("the server should be ready") { process.complaints.contains("notice ready") }
            let url = try String(contentsOfFile: folder.file("data/server.url"), encoding: .utf8)
            let port = try #require(
                url.split(separator: ":").last.flatMap { Int($0.trimmingCharacters(in: .newlines)) })
            #expect(port > 0)
            let roots = try String(contentsOfFile: folder.file("data/ca.pem"), encoding: .utf8)
            let answer = try await RawConnection.with(port: port, tls: try ClientTLS.context(roots: roots)) {
                await $0.ask("GET", "/healthz")
            }
            #expect(answer?.status == 200)
            process.signal(SIGTERM)
            #expect(try await process.end(within: .seconds(20)) == 0)
        }

        @Test func `a second server on the same folder is refused`() async throws {
            let server = try await RunningServer()
            let second = try await Program.run([Program.server] + server.arguments)
            #expect(second.status == 2)
            #expect(second.errors.contains("error: another gatehouse serves from `\(server.data)`"))
            #expect(second.errors.contains("hint: "))
            try await server.admin("whoami")
        }

        @Test(arguments: ["--port", "--device-port", "--decision-port", "--metrics-port"])
        func `a port that is taken is named with its flag`(_ flag: String) async throws {
            let folder = try TemporaryDirectory()
            let port = try FreePorts.take(1)[0]
            let holder = try #require(FreePorts.bound(to: port))
            defer { close(holder) }
            let flags = ["--port", "--device-port", "--decision-port", "--metrics-port"]
            let outcome = try await Program.run(
                [Program.server, "serve", "--data-dir", folder.file("data")]
                    + flags.flatMap { [$0, $0 == flag ? "\(port)" : "0"] })
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("error: port \(port) of "), "\(outcome.errors)")
            #expect(outcome.errors.contains("is taken"))
            #expect(outcome.errors.contains("choose another with \(flag)"))
        }

        @Test func `a bad value names the flag, the variable or the line that it came from`() async throws {
            let folder = try TemporaryDirectory()
            let serve = [Program.server, "serve", "--data-dir", folder.path]
            let flag = try await Program.run(serve + ["--device-port", "high"])
            #expect(flag.status == 2)
            #expect(flag.errors.contains("`high` (from the flag --device-port) is no port"))
            let variable = try await Program.run(serve, environment: ["GATEHOUSE_LOG_LEVEL": "loud"])
            #expect(variable.status == 2)
            #expect(variable.errors.contains("`loud` (from the environment variable GATEHOUSE_LOG_LEVEL)"))
            try "metricsPort: 70000\n".write(toFile: folder.file("gatehouse.yaml"), atomically: true, encoding: .utf8)
            let file = try await Program.run(serve)
            #expect(file.status == 2)
            #expect(file.errors.contains("`70000` (from `metricsPort` in \(folder.file("gatehouse.yaml")))"))
        }

        @Test func `SIGTERM answers what is held and ends well, and the next start is the same server`() async throws {
            let server = try await RunningServer()
            let device = try await TestDevice.enrol(name: "held", at: server)
            let root = try server.rootsPEM
            let tenant = device.identity.tenant
            try await device.connected { connection in
                try await connection.send(RawConnection.head("GET", "\(AgentRoute.work)?desired=0", length: 0))
                try await server.awaitPolls()
                let began = ContinuousClock.now
                try server.process.signal(SIGTERM)
                let answer = await connection.answer()
                #expect(answer?.status == 204)
                #expect(answer?.fields["connection"] == "close")
                #expect(try await server.process.end(within: .seconds(10)) == 0)
                #expect(ContinuousClock.now - began < .seconds(10))
            }
            #expect(try server.process.complaints.contains("info stopped"))

            try await server.start()
            #expect(try server.rootsPEM == root)
            #expect(try await device.held() == "")
            #expect(try await TestDevice.enrol(name: "after", at: server).identity.tenant == tenant)
            #expect(try await server.devices().map(\.name) == ["after", "held"])
        }

        @Test func `SIGHUP takes the certificate that was put in place, and keeps the old one when that is no good`()
            async throws
        {
            let folder = try TemporaryDirectory()
            let (old, newer) = (try TestPKI(now: .now), try TestPKI(now: .now))
            let files = (certificate: folder.file("own.pem"), key: folder.file("own.key"))
            func put(_ chain: String, _ key: String) throws {
                try chain.write(toFile: files.certificate, atomically: true, encoding: .utf8)
                try key.write(toFile: files.key, atomically: true, encoding: .utf8)
            }
            let first = try old.issue(.localServer)
            try put(first.chainPEM, first.keyPEM)
            let server = try await RunningServer(further: ["--certificate", files.certificate, "--key", files.key])
            func health(_ pki: TestPKI) async throws -> Int? {
                let tls = try ClientTLS.context(roots: pki.rootPEM)
                return try await RawConnection.with(port: server.port, tls: tls) { await $0.ask("GET", "/healthz") }?
                    .status
            }
            #expect(try await health(old) == 200)

            let second = try newer.issue(.localServer)
            try put(second.chainPEM, first.keyPEM)
            try server.process.signal(SIGHUP)
            try await wait("the mismatch should be logged") {
                try server.process.complaints.contains("kept the server certificate")
            }
            #expect(try await health(old) == 200)

            try put(second.chainPEM, second.keyPEM)
            try server.process.signal(SIGHUP)
            try await wait("the newer certificate should be taken") {
                try server.process.complaints.contains("took a newer server certificate")
            }
            #expect(try await health(newer) == 200)
        }

        private func mode(of path: String) throws -> mode_t {
            var status = stat()
            try #require(lstat(path, &status) == 0, "\(path)")
            return status.st_mode & 0o7777
        }
    }
}
