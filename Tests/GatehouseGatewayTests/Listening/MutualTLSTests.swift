import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import NIOCore
import NIOPosix
import NIOSSL
import Testing

@testable import GatehouseGateway

@Suite(.timeLimit(.minutes(10))) struct MutualTLSTests {
    private let pki: TestPKI

    init() throws {
        pki = try TestPKI(now: CoarseClock.now())
    }

    /// - Parameter others: whose certificates are trusted as well, as those of further tenants are.
    private func withGateway(
        trusting others: [TestPKI] = [], isIssued: @escaping @Sendable ([UInt8], TenantID) -> Bool = { _, _ in true },
        _ body: (RunningGateway, Int) async throws -> Void
    ) async throws {
        let server = try pki.issue(.localServer)
        try await RunningGateway.with(
            configure: { configuration, _ in
                configuration.tls = .init(
                    host: "127.0.0.1", port: 0, certificateChainPEM: server.chainPEM, keyPEM: server.keyPEM,
                    trustedRootsPEM: ([pki] + others).map(\.rootPEM).joined(separator: "\n"), isIssued: isIssued)
            },
            { gateway in
                gateway.point.endCertificates(of: .proxy, at: .distantFuture)
                try await body(gateway, try #require(gateway.listener.boundPort))
            })
    }

    /// A client's context with a certificate from `issuer` that names the URIs; without any when `uris` is `nil`.
    private func client(
        _ uris: [String]?, from issuer: TestPKI? = nil, notAfter: Instant? = nil, serial: [UInt8]? = nil
    ) throws -> NIOSSLContext {
        var settings = TLSConfiguration.makeClientConfiguration()
        settings.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(pki.rootPEM.utf8)))
        if let uris {
            var leaf = TestPKI.Leaf()
            leaf.uris = uris
            leaf.notAfter = notAfter
            leaf.serial = serial
            let issued = try (issuer ?? pki).issue(leaf)
            settings.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(issued.chainPEM.utf8))
                .map { .certificate($0) }
            settings.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(issued.keyPEM.utf8), format: .pem))
        }
        return try NIOSSLContext(configuration: settings)
    }

    private static let proxyURI = "spiffe://\(EnforcementPointName.tenant)/enforcement-point/proxy"

    @Test func `the certificate says who asks`() async throws {
        try await withGateway { gateway, port in
            try await TestConnection.with(port: port, tls: client([Self.proxyURI])) { connection in
                let answer = try await connection.get("/access/decide/wiki", "X-Gatehouse-Token: gtd_a")
                #expect(answer?.status == 204)
                #expect(try await connection.get("/access/decide/wiki")?.status == 401)
            }
            #expect(gateway.point.asked.map(\.point) == [.proxy, .proxy])
        }
    }

    @Test func `a certificate that is revoked is refused on a connection that it has`() async throws {
        try await withGateway { gateway, port in
            try await TestConnection.with(port: port, tls: client([Self.proxyURI])) { connection in
                #expect(try await connection.get("/access/decide/wiki", "X-Gatehouse-Token: gtd_a")?.status == 204)
                gateway.point.endCertificates(of: .proxy, at: nil)
                let answer = try await connection.get("/access/decide/wiki", "X-Gatehouse-Token: gtd_a")
                #expect(answer?.status == 403)
                #expect(answer?.fields["x-gatehouse-decision"] == nil)
                #expect(try await connection.isClosed())
            }
        }
    }

    @Test func `a certificate whose end comes is refused on a connection that it has`() async throws {
        try await withGateway { gateway, port in
            gateway.point.endCertificates(of: .proxy, at: gateway.clock.now + .seconds(1))
            try await TestConnection.with(port: port, tls: client([Self.proxyURI])) { connection in
                let before = try await connection.get("/access/decide/wiki", "X-Gatehouse-Token: gtd_a")
                #expect(before?.status == 204)
                gateway.clock.advance(by: .seconds(1))
                let after = try await connection.get("/access/decide/wiki", "X-Gatehouse-Token: gtd_a")
                #expect(after?.status == 403)
            }
        }
    }

    @Test func `the serial is asked about once for each generation`() async throws {
        try await withGateway { gateway, port in
            let context = try client([Self.proxyURI], serial: [0, 0x7F, 0x0A])
            try await TestConnection.with(port: port, tls: context) { connection in
                for _ in 1...3 { _ = try await connection.get("/access/decide/wiki", "X-Gatehouse-Token: gtd_a") }
                #expect(gateway.point.endQuestions == ["7f0a"])
                gateway.point.endCertificates(of: .proxy, at: .distantFuture)
                _ = try await connection.get("/access/decide/wiki", "X-Gatehouse-Token: gtd_a")
                #expect(gateway.point.endQuestions == ["7f0a", "7f0a"])
            }
        }
    }

    @Test func `an expired certificate is not let in`() async throws {
        try await withGateway { gateway, port in
            let context = try client([Self.proxyURI], notAfter: CoarseClock.now() - .seconds(60))
            #expect(await Self.isRefused(port: port, context))
            #expect(gateway.point.asked.isEmpty)
        }
    }

    @Test(arguments: [
        [], ["spiffe://\(EnforcementPointName.tenant)/device/\(FakeDecisionPoint.device)"],
        ["spiffe://\(EnforcementPointName.tenant)/browser/\(FakeDecisionPoint.device)/1000"],
        ["spiffe://\(EnforcementPointName.tenant)/enforcement-point/unheard-of"],
        [proxyURI, "spiffe://\(EnforcementPointName.tenant)/enforcement-point/other"],
    ])
    func `a certificate of ours that names no known point may not ask`(_ uris: [String]) async throws {
        try await withGateway { gateway, port in
            try await TestConnection.with(port: port, tls: client(uris)) { connection in
                let answer = try await connection.get("/access/decide/wiki")
                #expect(answer?.status == 403)
                #expect(try await connection.isClosed())
            }
            #expect(gateway.point.asked.isEmpty)
        }
    }

    @Test func `a foreign certificate is not let in`() async throws {
        let foreign = try TestPKI(now: CoarseClock.now(), name: "Foreign")
        try await withGateway { gateway, port in
            let context = try client([Self.proxyURI], from: foreign)
            #expect(await Self.isRefused(port: port, context))
            #expect(gateway.point.asked.isEmpty)
        }
    }

    @Test func `a certificate that another tenant's authority issued speaks for its own tenant's points alone`()
        async throws
    {
        let other = TenantID(high: 0x7, low: 2)
        let theirs = EnforcementPointName(tenant: other, name: "proxy")
        let pki = try TestPKI(now: CoarseClock.now(), name: "Other")
        let issuers = [EnforcementPointName.tenant: "CN=Test Intermediate", other: "CN=Other Intermediate"]
        try await withGateway(
            trusting: [pki], isIssued: { der, tenant in (try? PeerCertificate(der: der))?.issuer == issuers[tenant] }
        ) { gateway, port in
            gateway.point.endCertificates(of: theirs, at: .distantFuture)
            let theirURI = "spiffe://\(other)/enforcement-point/proxy"
            for (uri, issuer) in [(Self.proxyURI, pki), (theirURI, self.pki)] {
                try await TestConnection.with(port: port, tls: client([uri], from: issuer)) { connection in
                    let answer = try await connection.get("/access/decide/wiki", "X-Gatehouse-Token: gtd_a")
                    #expect(answer?.status == 403, "\(uri)")
                    #expect(answer?.fields["x-gatehouse-decision"] == nil)
                    #expect(try await connection.isClosed())
                }
            }
            #expect(gateway.point.asked.isEmpty)
            try await TestConnection.with(port: port, tls: client([theirURI], from: pki)) { connection in
                let answer = try await connection.get("/access/decide/wiki", "X-Gatehouse-Token: gtd_a")
                #expect(answer?.status == 204)
            }
            #expect(gateway.point.asked.map(\.point) == [theirs])
        }
    }

    @Test func `nobody is let in without a certificate`() async throws {
        try await withGateway { _, port in
            let context = try client(nil)
            #expect(await Self.isRefused(port: port, context))
        }
    }

    @Test func `a port that is taken is said so`() async throws {
        try await withGateway { _, port in
            let server = try pki.issue(.localServer)
            let tls = GatewayConfiguration.TLS(
                host: "127.0.0.1", port: port, certificateChainPEM: server.chainPEM, keyPEM: server.keyPEM,
                trustedRootsPEM: pki.rootPEM, isIssued: { _, _ in true })
            let second = GatewayListener(
                configuration: .init(tls: tls), decisionPoint: FakeDecisionPoint(),
                eventLoopGroup: .singletonMultiThreadedEventLoopGroup, logger: .silent)
            await #expect {
                try await second.start()
            } throws: {
                ($0 as? GatewayError)?.message.hasPrefix("port \(port) on `127.0.0.1` is taken") == true
            }
        }
    }

    @Test func `a certificate that cannot be read is said so`() async throws {
        let tls = GatewayConfiguration.TLS(
            host: "127.0.0.1", port: 0, certificateChainPEM: "", keyPEM: "none", trustedRootsPEM: pki.rootPEM,
            isIssued: { _, _ in true })
        let listener = GatewayListener(
            configuration: .init(tls: tls), decisionPoint: FakeDecisionPoint(),
            eventLoopGroup: .singletonMultiThreadedEventLoopGroup, logger: .silent)
        await #expect {
            try await listener.start()
        } throws: {
            ($0 as? GatewayError)?.code == .badCertificate
        }
    }

    private static func isRefused(port: Int, _ context: NIOSSLContext) async -> Bool {
        do {
            var answer: Answer?
            try await TestConnection.with(port: port, tls: context) { answer = try await $0.get("/access/healthz") }
            return answer == nil
        } catch {
            return true
        }
    }
}
