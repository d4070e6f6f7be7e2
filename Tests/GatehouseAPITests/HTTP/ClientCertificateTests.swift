import Foundation
import GatehouseHTTP
import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import GatehouseWire
import Hummingbird
import Logging
import Testing

/// A listener that asks for certificates, and tells each client what it showed.
@Suite struct ClientCertificateTests {
    private static let path = "/shown"
    private let pki: TestPKI
    private let foreign: TestPKI
    private let authorities: ClientAuthorities

    init() throws {
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        pki = try TestPKI(now: now)
        foreign = try TestPKI(now: now, name: "Foreign")
        authorities = ClientAuthorities([pki.intermediatePEM])
    }

    private func withListener(_ body: (Int) async throws -> Void) async throws {
        var table = RouteTable()
        table.add([
            .open(.get, Self.path, reason: "a test's", "What the client showed") { call in
                let shown = call.peerCertificate.map { try? PeerCertificate(der: $0).serial } ?? nil
                let thumbprint = call.peerCertificateThumbprint.map { Hex.encode($0) }
                return Response(text: "\(shown ?? "none") \(thumbprint ?? "none")", mediaType: "text/plain")
            }
        ])
        table.add([
            .read("/devices", Permission(.device, .read), "Devices") { _ in ClientSecretItem.example }
        ])
        let router = table.router(metrics: MetricsRegistry(), gate: AdmissionGate { .idle }) { _, certificate in
            throw ServiceError(.unauthenticated, "shown \(certificate.map { Hex.encode($0) } ?? "none")")
        }
        let own = try pki.issue(.localServer)
        let (ports, told) = AsyncStream.makeStream(of: Int.self)
        let service = try HTTPListener.service(
            router: router, host: "127.0.0.1", port: 0,
            tls: HTTPListener.tls(certificateChain: own.chainPEM, privateKey: own.keyPEM),
            logger: Logger(label: "test"), clientAuthorities: authorities
        ) { told.yield($0) }
        let running = Task { try await service.run() }
        var iterator = ports.makeAsyncIterator()
        let port = try #require(await iterator.next())
        try await body(port)
        running.cancel()
        _ = try? await running.value
    }

    private func ask(_ port: Int, as leaf: IssuedLeaf?) async throws -> String? {
        let tls = try ClientTLS.context(roots: pki.rootPEM, chain: leaf?.chainPEM, key: leaf?.keyPEM)
        return try await RawConnection.with(port: port, tls: tls) { await $0.ask("GET", Self.path)?.text }
    }

    /// What the listener says of a certificate that it was shown.
    private func words(_ leaf: IssuedLeaf) -> String { "\(leaf.certificate.serial) \(leaf.certificate.fingerprint)" }

    @Test func `a client shows its certificate or none, and a foreign or ended one costs nobody the connection`()
        async throws
    {
        let known = try pki.issue(.init())
        let stranger = try foreign.issue(.init())
        var past = TestPKI.Leaf()
        past.notAfter = Instant(seconds: 1_700_000_000)
        let ended = try pki.issue(past)
        try await withListener { port in
            let nobody = try await ask(port, as: nil)
            #expect(nobody == "none none")
            for leaf in [known, stranger, ended] {
                let shown = try await ask(port, as: leaf)
                #expect(shown == words(leaf))
            }
        }
    }

    @Test func `whoever judges a bearer token learns of the certificate of its connection`() async throws {
        let leaf = try pki.issue(.init())
        try await withListener { port in
            for (shown, word) in [(leaf, leaf.certificate.fingerprint), (nil, "none")] as [(IssuedLeaf?, String)] {
                let tls = try ClientTLS.context(roots: pki.rootPEM, chain: shown?.chainPEM, key: shown?.keyPEM)
                let answer = try await RawConnection.with(port: port, tls: tls) {
                    await $0.ask("GET", "/devices", fields: ["authorization: Bearer x"])
                }
                #expect(answer?.status == 401)
                #expect(answer?.text.contains("shown \(word)") == true)
            }
        }
    }

    @Test func `every stream of an HTTP 2 connection has the certificate of its connection`() async throws {
        let leaf = try pki.issue(.init())
        let folder = try TemporaryDirectory()
        func write(_ text: String, _ name: String) throws -> String {
            let path = "\(folder.path)/\(name)"
            try Data(text.utf8).write(to: URL(filePath: path))
            return path
        }
        let roots = try write(pki.rootPEM, "roots.pem")
        let (chain, key) = (try write(leaf.chainPEM, "leaf.pem"), try write(leaf.keyPEM, "leaf.key"))
        try await withListener { port in
            let output = "\(folder.path)/output"
            let url = "https://localhost:\(port)\(Self.path)"
            let curl = try ToolProcess(
                [
                    "curl", "--silent", "--http2", "--cacert", roots, "--cert", chain, "--key", key, "--resolve",
                    "localhost:\(port):127.0.0.1", "--write-out", " %{http_version}\\n", url, url,
                ], output: output)
            let status = try await curl.end()
            #expect(status == 0)
            let text = try String(contentsOfFile: output, encoding: .utf8)
            #expect(text == "\(words(leaf)) 2\n\(words(leaf)) 2\n")
        }
    }

    @Test func `the names of the authorities are sent, those that are named later as well, and too many are not`()
        async throws
    {
        let folder = try TemporaryDirectory()
        func names(_ port: Int) async throws -> String {
            let output = "\(folder.path)/output"
            _ = try await ToolProcess(["openssl", "s_client", "-connect", "127.0.0.1:\(port)"], output: output).end()
            return try String(contentsOfFile: output, encoding: .utf8)
        }
        try await withListener { port in
            let before = try await names(port)
            #expect(before.contains("Acceptable client certificate CA names"))
            #expect(before.contains("CN = Test Intermediate") && !before.contains("CN = Foreign"))
            authorities.replace([pki.intermediatePEM, foreign.intermediatePEM])
            let after = try await names(port)
            #expect(after.contains("CN = Foreign Intermediate"))
            authorities.replace(Array(repeating: pki.intermediatePEM, count: ClientAuthorities.mostNamed + 1))
            let without = try await names(port)
            #expect(without.contains("No client certificate CA names sent"))
            let shown = try await ask(port, as: pki.issue(.init()))
            #expect(shown != "none none", "it is asked for all the same")
        }
    }

    @Test(arguments: ["-tls1_3", "-tls1_2"])
    func `a resumed connection is taken, and has the certificate that it began with`(_ version: String) async throws {
        let leaf = try pki.issue(.init())
        let folder = try TemporaryDirectory()
        for (name, text) in [("leaf.pem", leaf.chainPEM), ("leaf.key", leaf.keyPEM)] {
            try Data(text.utf8).write(to: URL(filePath: "\(folder.path)/\(name)"))
        }
        try await withListener { port in
            let request = "\(folder.path)/request"
            try Data("GET \(Self.path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
                .write(to: URL(filePath: request))
            for (index, session) in ["-sess_out", "-sess_in"].enumerated() {
                let input = open(request, O_RDONLY)
                defer { close(input) }
                let output = "\(folder.path)/output-\(index)"
                let shown = index == 0 ? ["-cert", "\(folder.path)/leaf.pem", "-key", "\(folder.path)/leaf.key"] : []
                let client = try ToolProcess(
                    [
                        "openssl", "s_client", "-connect", "127.0.0.1:\(port)", version, "-ign_eof", session,
                        "\(folder.path)/session",
                    ] + shown, output: output, input: input)
                _ = try await client.end()
                let text = try String(contentsOfFile: output, encoding: .utf8)
                let isResumed = text.contains("Reused, TLS")
                #expect(text.contains(isResumed || index == 0 ? words(leaf) : "none none"), "\(text)")
            }
        }
    }
}

extension ToolProcess {
    /// Its exit status; unlike ``wait()`` this leaves its thread to the listener that the program asks.
    fileprivate func end() async throws -> Int32 {
        while true {
            if let status { return status }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
