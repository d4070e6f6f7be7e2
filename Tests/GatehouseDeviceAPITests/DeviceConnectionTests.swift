import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import GatehouseWire
import NIOCore
import Testing

@testable import GatehouseDeviceAPI

@Suite struct DeviceConnectionTests {
    private static let poll = "\(AgentRoute.work)?desired=\(WorkBoard.nothing)"

    @Test func `a body that is too large is refused, and the connection ends`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            try await channel.connected(as: device.leaf) { connection in
                let body = [UInt8](repeating: 0x20, count: DeviceRoutes.largestBody + 1)
                let answer = await connection.ask("POST", AgentRoute.checkIn, body: body)
                #expect(answer?.status == 413)
                #expect(answer?.problem == "tooLarge")
                #expect(await connection.isClosed())
            }
        }
    }

    @Test func `a body that says it is too large is refused before it is sent`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            try await channel.connected(as: device.leaf) { connection in
                let length = DeviceRoutes.largestBody + 1
                try await connection.send(RawConnection.head("POST", AgentRoute.checkIn, length: length))
                #expect(await connection.answer()?.status == 413)
            }
        }
    }

    @Test func `what is not HTTP is refused, and the connection ends`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            try await channel.connected(as: device.leaf) { connection in
                try await connection.send("\u{16}\u{3}\u{1} hello\r\n\r\n")
                #expect(await connection.answer()?.status == 400)
                #expect(await connection.isClosed())
            }
        }
    }

    @Test(arguments: [
        "POST /agent/v1/check-in HTTP/1.1\r\nHost: x\r\n",
        "POST /agent/v1/check-in HTTP/1.1\r\nContent-Length: 100\r\n\r\n{",
    ])
    func `a request that does not come to its end is cut off`(_ beginning: String) async throws {
        // The time begins with the connection, whose handshake takes long on a busy machine.
        try await DeviceChannel.with(limits: .init(request: .seconds(2))) { channel in
            let device = try await channel.device()
            try await channel.connected(as: device.leaf) { connection in
                try? await connection.send(beginning)
                #expect(await connection.isClosed())
            }
        }
    }

    @Test func `a connection that never begins a handshake is cut off`() async throws {
        try await DeviceChannel.with(limits: .init(request: .milliseconds(300))) { channel in
            let port = try #require(channel.listener.boundPort)
            try await RawConnection.with(port: port, tls: nil) { #expect(await $0.isClosed()) }
        }
    }

    @Test func `a connection on which nothing is asked ends`() async throws {
        try await DeviceChannel.with(limits: .init(idle: .milliseconds(300))) { channel in
            let device = try await channel.device()
            try await channel.connected(as: device.leaf) { connection in
                #expect(await connection.ask("GET", AgentRoute.status)?.status == 200)
                #expect(await connection.isClosed())
            }
        }
    }

    @Test func `a second request before the answer to the first ends the connection`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            try await channel.connected(as: device.leaf) { connection in
                try await connection.send(RawConnection.head("GET", Self.poll, length: 0))
                try await channel.awaitPolls(1)
                try await connection.send(RawConnection.head("GET", AgentRoute.status, length: 0))
                #expect(await connection.isClosed())
                try await channel.awaitPolls(0)
                #expect(channel.work.waiting == 0)
            }
        }
    }

    @Test func `a poll is answered when there is work, with the work`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            try await channel.connected(as: device.leaf) { connection in
                try await connection.send(RawConnection.head("GET", Self.poll, length: 0))
                try await channel.awaitPolls(1)
                let caller = Caller(tenant: Tenant.test.id, actor: "test", role: "administrator")
                let asked = try await channel.services.actions.request(
                    Tenant.test.id, ActionProposal(.sync, devices: [device.id]), as: caller)
                let actions = try await channel.services.actions.list(Tenant.test.id, device: device.id, limit: 10)
                #expect(actions.map(\.batch) == [asked.batch.id])
                let since = ContinuousClock.now
                let answer = try #require(await connection.answer())
                #expect(ContinuousClock.now - since < .seconds(1))
                let work = try WorkResponse(bytes: answer.body)
                #expect(work.items.map(\.action) == actions.map(\.id))
                #expect(work.desired != WorkBoard.nothing)

                let again = try #require(await connection.ask("GET", Self.poll))
                #expect(try WorkResponse(bytes: again.body) == work, "who has not heard of it is told at once")
            }
        }
    }

    @Test func `a poll of a device that is revoked is answered with that, at once`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            try await channel.connected(as: device.leaf) { connection in
                try await connection.send(RawConnection.head("GET", Self.poll, length: 0))
                try await channel.awaitPolls(1)
                try await channel.revoke(device)
                let answer = await connection.answer()
                #expect(answer?.status == 403)
                #expect(answer?.problem == "identityRevoked")
                #expect(await connection.isClosed())
            }
        }
    }

    @Test func `a hold ends with nothing to do, and the connection goes on`() async throws {
        try await DeviceChannel.with(limits: .init(longestHold: .milliseconds(200))) { channel in
            let device = try await channel.device()
            try await channel.connected(as: device.leaf) { connection in
                for _ in 0..<2 {
                    let answer = await connection.ask("GET", Self.poll)
                    #expect(answer?.status == 204)
                    #expect(answer?.body.isEmpty == true)
                }
            }
        }
    }

    @Test func `a device that hangs up waits no longer`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            try await channel.connected(as: device.leaf) { connection in
                try await connection.send(RawConnection.head("GET", Self.poll, length: 0))
                try await channel.awaitPolls(1)
                #expect(channel.work.waiting == 1)
            }
            try await channel.awaitPolls(0)
            #expect(channel.work.waiting == 0)
        }
    }

    @Test func `a listener that stops answers its polls and ends its connections`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            try await channel.connected(as: device.leaf) { polling in
                try await channel.connected(as: device.leaf) { idle in
                    #expect(await idle.ask("GET", AgentRoute.status)?.status == 200)
                    try await polling.send(RawConnection.head("GET", Self.poll, length: 0))
                    try await channel.awaitPolls(1)
                    await channel.stop()
                    let answer = await polling.answer()
                    #expect(answer?.status == 204)
                    #expect(answer?.fields["connection"] == "close")
                    #expect(await idle.isClosed())
                }
            }
        }
    }
}
