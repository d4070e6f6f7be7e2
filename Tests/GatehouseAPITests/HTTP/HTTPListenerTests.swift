import Foundation
import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import Hummingbird
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import GatehouseHTTP

/// Whether something has happened, told from one task to another.
private final class Flag: Sendable {
    let isSet = Atomic(false)
}

@Suite struct HTTPListenerTests {
    @Test func `at the limit the next connection waits until one ends, and is served then`() async throws {
        var table = RouteTable()
        table.add(OperationsRoutes.health { [] })
        let router = table.router(metrics: MetricsRegistry(), gate: AdmissionGate { .idle }) { _, _ in
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

    @Test func `who does not begin TLS is cut off, and who has ended its handshake stays`() async throws {
        var table = RouteTable()
        table.add(OperationsRoutes.health { [] })
        let router = table.router(metrics: MetricsRegistry(), gate: AdmissionGate { .idle }) { _, _ in
            throw ServiceError(.unauthenticated, "nobody")
        }
        let pki = try TestPKI(now: Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)))
        let own = try pki.issue(.localServer)
        let (ports, told) = AsyncStream.makeStream(of: Int.self)
        let service = try HTTPListener.service(
            router: router, host: "127.0.0.1", port: 0,
            tls: HTTPListener.tls(certificateChain: own.chainPEM, privateKey: own.keyPEM),
            logger: Logger(label: "test"), handshake: .seconds(1)
        ) { told.yield($0) }
        let running = Task { try await service.run() }
        var iterator = ports.makeAsyncIterator()
        let port = try #require(await iterator.next())
        let trust = try ClientTLS.context(roots: pki.rootPEM)
        try await RawConnection.with(port: port, tls: trust) { known in
            #expect(await known.ask("GET", "/healthz")?.status == 200)
            let isClosed = try await RawConnection.with(port: port, tls: nil) { await $0.isClosed() }
            #expect(isClosed)
            #expect(await known.ask("GET", "/healthz")?.status == 200)
        }
        running.cancel()
        _ = try? await running.value
    }

    @Test(.timeLimit(.minutes(1))) func `a body that does not come is not waited for`() async throws {
        let (parts, coming) = AsyncStream.makeStream(of: ByteBuffer.self)
        coming.yield(ByteBuffer(string: "{"))
        await #expect(throws: BodyTooSlow.self) {
            try await Incoming.read(RequestBody(asyncSequence: parts), limit: 10, within: .milliseconds(20), nil)
        }
        coming.finish()
        let (whole, sent) = AsyncStream.makeStream(of: ByteBuffer.self)
        sent.yield(ByteBuffer(string: "{}"))
        sent.finish()
        let body = try await Incoming.read(RequestBody(asyncSequence: whole), limit: 10, within: .seconds(30), nil)
        #expect(body == Array("{}".utf8))
    }
}
