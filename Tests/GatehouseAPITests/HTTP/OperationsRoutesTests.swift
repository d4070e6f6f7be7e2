import GatehouseHTTP
import GatehouseService
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

struct OperationsRoutesTests {
    private func status(of uri: String, problems: [ReadinessProblem]) async throws -> (Int, String) {
        var table = RouteTable()
        table.add(OperationsRoutes.health { problems })
        let router = table.router(metrics: MetricsRegistry(), gate: AdmissionGate { .idle }) { _, _ in
            throw ServiceError(.unauthenticated, "nobody")
        }
        return try await Application(router: router).test(.router) { client in
            try await client.execute(uri: uri, method: .get) { ($0.status.code, String(buffer: $0.body)) }
        }
    }

    @Test func `the process answers even when it cannot work`() async throws {
        let answer = try await status(of: "/healthz", problems: [ReadinessProblem(check: "store", message: "gone")])
        #expect(answer == (200, "ok\n"))
    }

    @Test func `readiness names what is wrong`() async throws {
        let answer = try await status(of: "/readyz", problems: [ReadinessProblem(check: "store", message: "gone")])
        #expect(answer == (503, "store: gone\n"))
    }

    @Test func `a server without problems is ready`() async throws {
        #expect(try await status(of: "/readyz", problems: []) == (200, "ready\n"))
    }

    @Test func `requests are counted by route and not by path`() async throws {
        let metrics = MetricsRegistry()
        var table = RouteTable()
        table.add(OperationsRoutes.health { [] })
        let router = table.router(metrics: metrics, gate: AdmissionGate { .idle }) { _, _ in
            throw ServiceError(.unauthenticated, "nobody")
        }
        try await Application(router: router).test(.router) { client in
            for uri in ["/healthz", "/a", "/b"] { _ = try await client.execute(uri: uri, method: .get) }
        }
        let text = metrics.exposition()
        #expect(text.contains(#"gatehouse_http_requests_total{method="GET",route="/healthz",status="200"} 1"#))
        #expect(text.contains(#"gatehouse_http_requests_total{method="GET",route="unmatched",status="404"} 2"#))
    }

    @Test func `plain HTTP is refused beyond the loopback interface`() {
        #expect(throws: PlainListenerError(host: "0.0.0.0")) {
            _ = try HTTPListener.service(
                router: RouteTable().router(metrics: MetricsRegistry(), gate: AdmissionGate { .idle }) { _, _ in
                    throw ServiceError(.unauthenticated, "nobody")
                }, host: "0.0.0.0", port: 0, tls: nil, logger: Logger(label: "test"))
        }
    }
}
