import GatehouseAgentCore
@testable import GatehouseAgentIO
import GatehouseTestSupport
import GatehouseWire
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import Testing

@Suite struct ServerConnectionTests {
    private let server: TestServer
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    init() throws { server = try TestServer() }

    /// Sends these requests one after the other over one connection.
    private func send(
        _ requests: [OutgoingRequest], to url: String? = nil, trusting roots: String? = nil
    ) async throws -> [Result<IncomingResponse, RequestFailure>] {
        let address = try #require(ServerAddress(url ?? server.peopleURL))
        let tls = try TLSIdentity(trustRoots: roots ?? server.pki.rootPEM).context()
        let loop = group.next()
        let connection = try await loop.submit {
            NIOLoopBound(ServerConnection(to: address, tls: tls, on: loop, idleLimit: .seconds(60)), eventLoop: loop)
        }.get()
        var results = [Result<IncomingResponse, RequestFailure>]()
        for request in requests {
            do {
                results.append(.success(try await loop.flatSubmit { connection.value.send(request) }.get()))
            } catch {
                results.append(.failure(RequestFailure(connection: error)))
            }
        }
        try await loop.submit { connection.value.shutDown() }.get()
        try await group.shutdownGracefully()
        try server.stop()
        return results
    }

    private func status(timeout: TimeAmount = .seconds(60)) -> OutgoingRequest {
        OutgoingRequest(method: .GET, target: AgentRoute.status, body: [], timeout: timeout)
    }

    private func reason(_ result: Result<IncomingResponse, RequestFailure>?) -> String? {
        if case .failure(.unreachable(let reason)) = result { reason } else { nil }
    }

    @Test func `two requests share one connection`() async throws {
        let results = try await send([status(), status()])
        #expect(results.allSatisfy { (try? $0.get().status) == 200 })
        #expect(server.state.withLock(\.connections) == 1)
    }

    @Test func `a certificate of another authority is refused`() async throws {
        let results = try await send([status()], trusting: try TestPKI(now: .test).rootPEM)
        #expect(reason(results.first) == "its certificate is not issued by the trusted authority")
    }

    @Test func `an address that the certificate has not is refused`() async throws {
        let port = try #require(server.peopleURL.split(separator: ":").last)
        let results = try await send([status()], to: "https://127.0.0.2:\(port)")
        #expect(reason(results.first) != nil)
    }

    @Test func `a device channel wants a client certificate`() async throws {
        #expect(reason(try await send([status()], to: server.deviceURL).first) != nil)
    }

    @Test func `an answer that is too large is given up`() async throws {
        server.misbehave(at: AgentRoute.status, .tooMuch)
        let results = try await send([status(), status()])
        #expect(reason(results.first) == "the answer is too large")
        #expect((try? results.last?.get().status) == 200)
    }

    @Test func `an answer that does not come in time is given up`() async throws {
        server.misbehave(at: AgentRoute.status, .silence)
        let results = try await send([status(timeout: .milliseconds(200)), status()])
        #expect(reason(results.first) == "no answer in time")
        #expect((try? results.last?.get().status) == 200)
    }

    @Test func `a kept connection that turns out closed is replaced without a failure`() async throws {
        server.misbehave(at: AgentRoute.token, .loseAnswer)
        let token = OutgoingRequest(method: .POST, target: AgentRoute.token, body: [], timeout: .seconds(60))
        let results = try await send([status(), token])
        #expect((try? results.last?.get().status) == 200)
        #expect(server.state.withLock(\.connections) == 2)
    }

    @Test func `nobody listening is said in words`() async throws {
        let results = try await send([status()], to: "https://127.0.0.1:1")
        #expect(reason(results.first)?.contains("connection refused") == true)
    }
}
