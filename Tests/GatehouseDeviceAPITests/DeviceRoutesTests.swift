import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Testing

@testable import GatehouseDeviceAPI

@Suite struct DeviceRoutesTests {
    enum Body: String, CaseIterable {
        case tooDeep, malformed, truncated, notUTF8, duplicateName, missingMember, wrongType, more, empty

        var bytes: [UInt8] {
            switch self {
            case .tooDeep: Array(repeating: UInt8(ascii: "["), count: 10_000)
            case .malformed: Array("{\"requestID\":\"\u{1}\"}".utf8)
            case .truncated: Array("{\"requestID\":\"".utf8)
            case .notUTF8: [UInt8(ascii: "\""), 0xC3, 0x28, UInt8(ascii: "\"")]
            case .duplicateName: Array("{\"a\":1,\"a\":2}".utf8)
            case .missingMember: Array("{}".utf8)
            case .wrongType: Array("[]".utf8)
            case .more: Array("{} {}".utf8)
            case .empty: []
            }
        }

        var code: String {
            switch self {
            case .more: "malformed"
            case .empty: "truncated"
            default: rawValue
            }
        }
    }

    @Test(arguments: Body.allCases)
    func `a body that cannot be read is refused with what is wrong, and the connection goes on`(
        _ body: Body
    ) async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            try await channel.connected(as: device.leaf) { connection in
                for route in [AgentRoute.checkIn, AgentRoute.renew, AgentRoute.actionResult] {
                    let answer = await connection.ask("POST", route, body: body.bytes)
                    #expect(answer?.status == 400, "\(route)")
                    #expect(answer?.problem == body.code, "\(route): \(answer?.text ?? "")")
                    #expect(answer?.fields["content-type"] == "application/problem+json")
                }
                let next = await connection.ask("POST", AgentRoute.checkIn, body: device.checkIn([]))
                #expect(next?.status == 200)
            }
        }
    }

    @Test func `an unknown path and a wrong method are told apart`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            try await channel.connected(as: device.leaf) { connection in
                for target in ["/", "/agent/v1", "/agent/v2/check-in", "/agent/v1/check-in/", AgentRoute.enrol] {
                    #expect(await connection.ask("GET", target)?.status == 404, "\(target)")
                }
                for (method, route) in [
                    ("GET", AgentRoute.checkIn), ("PUT", AgentRoute.renew), ("POST", AgentRoute.status),
                    ("DELETE", AgentRoute.token), ("POST", AgentRoute.work), ("GET", AgentRoute.actionResult),
                ] {
                    let answer = await connection.ask(method, route)
                    #expect(answer?.status == 405, "\(method) \(route)")
                    #expect(answer?.problem == "methodNotAllowed")
                }
            }
        }
    }

    @Test func `a check-in that changes nothing is answered in at most 300 bytes`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            let facts = [Fact.known("os.hostname", .text("laptop"))]
            try await channel.connected(as: device.leaf) { connection in
                let changed = await connection.ask("POST", AgentRoute.checkIn, body: device.checkIn(facts))
                let held = try CheckInResponse(bytes: try #require(changed).body).state
                let unchanged = CheckInRequest(
                    requestID: .random(), sequence: 1, hardware: device.hardware, base: held, state: held,
                    clock: DeviceChannel.clock.now, changed: [], removed: [])
                let answer = try #require(await connection.ask("POST", AgentRoute.checkIn, body: unchanged.bytes))
                #expect(answer.status == 200)
                #expect(try CheckInResponse(bytes: answer.body).state == held)
                #expect(answer.size <= 300, "\(answer.size) bytes")
            }
        }
    }

    @Test func `one request id twice is applied once and answered twice`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            let body = device.checkIn([.known("os.hostname", .text("laptop"))])
            try await channel.connected(as: device.leaf) { connection in
                let first = await connection.ask("POST", AgentRoute.checkIn, body: body)
                let sequence = try await channel.store.newestSequence()
                let second = await connection.ask("POST", AgentRoute.checkIn, body: body)
                #expect(first?.status == 200)
                #expect(first?.body == second?.body)
                #expect(try await channel.store.newestSequence() == sequence, "the second changed nothing")
            }
        }
    }

    @Test func `facts that are not known or not well formed are refused by name, and the others are taken`()
        async throws
    {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            let facts = [
                Fact.known("os.hostname", .text("laptop")), .known("os.flavour", .text("mint")),
                .known("software.packageCount", .text("many")),
            ]
            let answer = await channel.ask(
                as: device.leaf, "POST", AgentRoute.checkIn, body: device.checkIn(facts))
            let response = try CheckInResponse(bytes: try #require(answer).body)
            #expect(Set(response.rejected.map(\.key)) == ["os.flavour", "software.packageCount"])
            let held = try await channel.store.read(.numbered(1)) { try $0.facts(of: device.id).map(\.key) }
            let addedByServer: Set<FactKey> = ["clock.skew", "identity.sharedUse"]
            #expect(
                Set(held).subtracting(addedByServer) == ["os.hostname", "software.packageCount"],
                "what came in the wrong type is held as unknown")
        }
    }

    @Test func `a token is given out, and a status says that nothing was judged yet`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            let token = try #require(await channel.ask(as: device.leaf, "POST", AgentRoute.token))
            #expect(try TokenResponse(bytes: token.body).token.hasPrefix("gtd_"))
            let status = try #require(await channel.ask(as: device.leaf, "GET", AgentRoute.status))
            #expect(try StatusResponse(bytes: status.body).deviceName == "device-1")
        }
    }
}
