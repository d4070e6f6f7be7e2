import GatehouseHTTP
import GatehouseService
import GatehouseTestSupport
import Logging
import ServiceLifecycle
import Synchronization
import Testing

/// Whether something has happened, told from one task to another.
private final class Flag: Sendable {
    let isSet = Atomic(false)
}

@Suite struct HTTPListenerTests {
    @Test func `at the limit the next connection waits until one ends, and is served then`() async throws {
        var table = RouteTable()
        table.add(OperationsRoutes.health { [] })
        let router = table.router(metrics: MetricsRegistry(), gate: AdmissionGate { .idle }) { _ in
            throw ServiceError(.unauthenticated, "nobody")
        }
        let (ports, told) = AsyncStream.makeStream(of: Int.self)
        let service = try HTTPListener.service(
            router: router, host: "127.0.0.1", port: 0, tls: nil, logger: Logger(label: "test"), mostConnections: 1
        ) { told.yield($0) }
        let running = Task { try await service.run() }
        var iterator = ports.makeAsyncIterator()
        let port = try #require(await iterator.next())
        let served = Flag()
        let second = try await RawConnection.with(port: port, tls: nil) { first in
            #expect(await first.ask("GET", "/healthz")?.status == 200)
            let second = Task {
                try await RawConnection.with(port: port, tls: nil) { second in
                    let answer = await second.ask("GET", "/healthz")
                    served.isSet.store(true, ordering: .releasing)
                    return answer?.status
                }
            }
            try await Task.sleep(for: .milliseconds(300))
            let hasWaited = !served.isSet.load(ordering: .acquiring)
            #expect(hasWaited)
            #expect(await first.ask("GET", "/healthz")?.status == 200, "who is in is served")
            return second
        }
        #expect(try await second.value == 200)
        running.cancel()
        _ = try? await running.value
    }
}
