import Foundation
import GatehouseModel
import GatehouseService
import NIOCore
import NIOPosix
import Testing

@testable import GatehouseGateway

private let certificate = [
    "X-Gatehouse-Client-Verify: SUCCESS", "X-Gatehouse-Client-Serial: 0A", "X-Gatehouse-Client-Issuer: CN=Root",
    "X-Gatehouse-Address: 192.0.2.7", "User-Agent: curl/8",
]

@Suite(.timeLimit(.minutes(10))) struct GatewayListenerTests {
    private func decide(_ application: String = "wiki", _ fields: [String] = certificate) -> String {
        TestConnection.head("/access/decide/\(application)", fields)
    }

    @Test func `an allow is 204 with its decision and device and no body`() async throws {
        try await RunningGateway.with { gateway in
            try await TestConnection.with(socket: gateway.socket) { connection in
                try await connection.send(decide())
                let answer = try #require(try await connection.answer())
                #expect(answer.status == 204)
                #expect(
                    answer.fields == [
                        "x-gatehouse-decision": "00000000-0000-0000-0000-000000000001",
                        "x-gatehouse-device": FakeDecisionPoint.device.description,
                    ])
            }
            let asked = try #require(gateway.point.asked.first)
            #expect(asked.point == .proxy)
            #expect(asked.at == gateway.clock.now)
            #expect(asked.request.credential == .certificate(serial: "0a", issuer: "CN=Root"))
            #expect(asked.request.address == .known(IPAddress(v4: 0xC000_0207)))
        }
    }

    @Test(arguments: [("blocked", 403), ("mfa", 401)])
    func `a denial has a length of zero and its decision`(_ application: String, _ status: Int) async throws {
        try await RunningGateway.with { gateway in
            try await TestConnection.with(socket: gateway.socket) { connection in
                try await connection.send(decide(application))
                let answer = try #require(try await connection.answer())
                #expect(answer.status == status)
                #expect(answer.fields["content-length"] == "0")
                #expect(answer.fields["x-gatehouse-decision"] == "00000000-0000-0000-0000-000000000001")
                #expect(answer.fields["x-gatehouse-device"] == nil)
            }
        }
    }

    @Test func `pipelined requests are answered in order on one connection`() async throws {
        try await RunningGateway.with { gateway in
            gateway.point.add(.example(DecisionID(high: 0, low: 9)), for: .proxy)
            try await TestConnection.with(socket: gateway.socket) { connection in
                let report = TestConnection.head("/access/denied?decision=\(DecisionID(high: 0, low: 9))")
                try await connection.send(
                    decide() + decide("blocked") + report + decide("mfa") + report + TestConnection.head("/nothing")
                        + TestConnection.head("/access/healthz"))
                var statuses: [Int?] = []
                for _ in 0..<7 { statuses.append(try await connection.answer()?.status) }
                #expect(statuses == [204, 403, 403, 401, 403, 404, 204])
            }
            #expect(gateway.listener.totalConnections == 1)
        }
    }

    @Test func `a head that arrives byte by byte is answered`() async throws {
        try await RunningGateway.with { gateway in
            try await TestConnection.with(socket: gateway.socket) { connection in
                for byte in decide().utf8 { try await connection.send(String(UnicodeScalar(byte))) }
                #expect(try await connection.answer()?.status == 204)
            }
        }
    }

    @Test func `a head that does not arrive in time is refused`() async throws {
        try await RunningGateway.with(configure: { configuration, _ in configuration.headTimeout = .milliseconds(50) })
        {
            gateway in
            try await TestConnection.with(socket: gateway.socket) { connection in
                try await connection.send(decide() + "GET /access/decide/wi")
                #expect(try await connection.answer()?.status == 204)
                let answer = try await connection.answer()
                #expect(answer?.status == 408)
                #expect(answer?.fields["connection"] == "close")
                #expect(try await connection.isClosed())
            }
        }
    }

    @Test func `an idle connection is closed without a word`() async throws {
        try await RunningGateway.with(configure: { configuration, _ in configuration.idleTimeout = .milliseconds(50) })
        {
            gateway in
            try await TestConnection.with(socket: gateway.socket) { connection in
                let isClosed = try await connection.isClosed()
                #expect(isClosed)
            }
        }
    }

    @Test(arguments: [
        (
            "GET /access/decide/wiki HTTP/1.1\r\nHost: a\r\nX-Gatehouse-Token: a\r\nX-Gatehouse-Token: b\r\n\r\n",
            400
        ),
        ("GET /access/decide/wiki HTTP/1.1\r\nHost: a\r\nX-Gatehouse-Client-Verify: SUCCESS\r\n\r\n", 400),
        ("POST /access/decide/wiki HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 405),
        ("GET /access/decide/wiki HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 9000))\r\n\r\n", 431),
        ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
    ])
    func `a refused request ends its connection and is never decided`(_ text: String, _ status: Int) async throws {
        try await RunningGateway.with { gateway in
            try await TestConnection.with(socket: gateway.socket) { connection in
                try await connection.send(text + decide())
                let answer = try await connection.answer()
                #expect(answer?.status == status)
                #expect(answer?.fields["connection"] == "close")
                #expect(try await connection.isClosed())
            }
            #expect(gateway.point.asked.isEmpty)
        }
    }

    @Test(arguments: [
        "GET /access/healthz HTTP/1.0\r\n\r\n", "GET /access/healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    ])
    func `a connection closes when the peer asks for it`(_ text: String) async throws {
        try await RunningGateway.with { gateway in
            try await TestConnection.with(socket: gateway.socket) { connection in
                try await connection.send(text)
                #expect(try await connection.answer()?.fields["connection"] == "close")
                #expect(try await connection.isClosed())
            }
        }
    }

    @Test func `a stale node refuses even what it answered before`() async throws {
        try await RunningGateway.with { gateway in
            try await TestConnection.with(socket: gateway.socket) { connection in
                try await connection.send(decide())
                #expect(try await connection.answer()?.status == 204)
                gateway.point.generation = nil
                try await connection.send(decide())
                let answer = try await connection.answer()
                #expect(answer?.status == 503)
                #expect(answer?.fields["retry-after"] == "1")
            }
        }
    }

    @Test func `an unavailable decision says when to ask again in whole seconds`() async throws {
        try await RunningGateway.with { gateway in
            gateway.point.makeUnavailable()
            try await TestConnection.with(socket: gateway.socket) { connection in
                try await connection.send(decide() + decide())
                let answer = try await connection.answer()
                #expect(answer?.status == 503)
                #expect(answer?.fields["retry-after"] == "3")
                _ = try await connection.answer()
            }
            #expect(gateway.point.asked.count == 2)
        }
    }

    @Test func `each socket asks for its own enforcement point`() async throws {
        try await RunningGateway.with { gateway in
            gateway.point.add(.example(DecisionID(high: 0, low: 9)), for: .proxy)
            let second = gateway.folder + "/second.sock"
            try await gateway.listener.open(socket: second, for: .other)
            try await TestConnection.with(socket: gateway.socket) { connection in
                try await connection.send(decide())
                _ = try await connection.answer()
            }
            try await TestConnection.with(socket: second) { connection in
                try await connection.send(decide())
                _ = try await connection.answer()
                let report = try await connection.get("/access/denied?decision=\(DecisionID(high: 0, low: 9))")
                #expect(report?.status == 403)
                #expect(report?.body == #"{"type":"about:blank","title":"Forbidden","status":403}"#)
            }
            #expect(gateway.point.asked.map(\.point) == [.proxy, .other])
        }
    }

    @Test func `a closed socket ends its connections and its file`() async throws {
        try await RunningGateway.with { gateway in
            try await TestConnection.with(socket: gateway.socket) { connection in
                try await connection.send(decide())
                _ = try await connection.answer()
                await gateway.listener.close(socket: gateway.socket)
                #expect(try await connection.isClosed())
            }
            #expect(!FileManager.default.fileExists(atPath: gateway.socket))
        }
    }

    @Test func `a start that fails leaves nothing open`() async throws {
        let folder = FileManager.default.temporaryDirectory.path
        let path = "\(folder)/half-\(UInt32.random(in: 0 ... .max)).sock"
        let tooLong = "\(folder)/" + String(repeating: "a", count: 120)
        let listener = GatewayListener(
            configuration: .init(unixSockets: [.init(path: path, point: .proxy), .init(path: tooLong, point: .other)]),
            decisionPoint: FakeDecisionPoint(), eventLoopGroup: .singletonMultiThreadedEventLoopGroup,
            logger: .silent)
        await #expect {
            try await listener.start()
        } throws: {
            ($0 as? GatewayError)?.code == .pathTooLong
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `one connection too many is closed`() async throws {
        try await RunningGateway.with(configure: { configuration, _ in configuration.maximumConnections = 1 }) {
            gateway in
            try await TestConnection.with(socket: gateway.socket) { first in
                try await first.send(decide())
                #expect(try await first.answer()?.status == 204)
                try await TestConnection.with(socket: gateway.socket) { second in
                    let isClosed = try await second.isClosed()
                    #expect(isClosed)
                }
                try await first.send(decide())
                #expect(try await first.answer()?.status == 204)
            }
        }
    }

    @Test func `repeats are counted when the listener stops`() async throws {
        var point: FakeDecisionPoint?
        try await RunningGateway.with { gateway in
            point = gateway.point
            try await TestConnection.with(socket: gateway.socket) { connection in
                try await connection.send(decide() + decide() + decide())
                for _ in 0..<3 { _ = try await connection.answer() }
            }
            #expect(gateway.point.asked.count == 1)
        }
        let repeats = try #require(point).repeats
        #expect(repeats.map(\.count).reduce(0, +) == 2)
        #expect(repeats.allSatisfy { $0.point == .proxy && $0.decision == DecisionID(high: 0, low: 1) })
    }
}
