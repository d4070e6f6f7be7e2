import Foundation
import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Testing

@testable import GatehouseDeviceAPI

@Suite struct OverloadTests {
    @Test func `while the store is slow check-ins are put off, and revocations and decisions go through`() async throws
    {
        try await DeviceChannel.with { channel in
            let (device, other) = (try await channel.device(1), try await channel.device(2))
            // The disk hangs: the writer has one unit of work that does not end.
            let hanging = Task {
                try await channel.store.write(Tenant.test.id) { _ in Thread.sleep(forTimeInterval: 2.5) }
            }
            try await channel.awaitStage(.reports)
            let answer = try #require(
                await channel.ask(as: device.leaf, "POST", AgentRoute.checkIn, body: device.checkIn([])))
            #expect(answer.status == 503)
            #expect(answer.problem == "overloaded")
            #expect(try #require(answer.fields["retry-after"].flatMap { Int($0) }) >= 5)
            #expect(channel.gate.figures[.report].shed == 1)
            #expect(channel.gate.figures[.report].inFlight == 0)

            guard case .decided = channel.decide(device) else {
                Issue.record("no decision while the store hangs")
                return
            }
            try await channel.revoke(other)
            try await hanging.value
            try await channel.awaitStage(.none)
            let served = await channel.ask(as: device.leaf, "POST", AgentRoute.checkIn, body: device.checkIn([]))
            #expect(served?.status == 200)
            let refused = await channel.ask(as: other.leaf, "POST", AgentRoute.checkIn, body: other.checkIn([]))
            #expect(refused?.status == 403)
        }
    }

    @Test func `a body that is short is dropped and the connection kept, a long one ends it`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            channel.strain.set(.seconds(2))
            try await channel.awaitStage(.reports)
            try await channel.connected(as: device.leaf) { connection in
                for _ in 0..<3 {
                    let answer = await connection.ask("POST", AgentRoute.checkIn, body: device.checkIn([]))
                    #expect(answer?.status == 503)
                    #expect(answer?.fields["connection"] == nil)
                }
                let long = [UInt8](repeating: UInt8(ascii: " "), count: 1 << 20)
                let answer = await connection.ask("POST", AgentRoute.checkIn, body: long)
                #expect(answer?.status == 503)
                #expect(answer?.fields["connection"] == "close")
                #expect(await connection.isClosed())
            }
            #expect(await channel.ask(as: device.leaf, "POST", AgentRoute.token)?.status == 200, "that cannot wait")
            #expect(await channel.ask(as: device.leaf, "GET", AgentRoute.work)?.status == 200)
            #expect(channel.gate.figures.bytes == 0)
        }
    }

    @Test func `a device has a few requests under way, and no more`() {
        let budget = DeviceBudget(rate: 1000, burst: 1000, mostAtOnce: 2)
        let key = WorkBoard.Key(tenant: .numbered(1), device: .numbered(1))
        #expect([1, 2, 3].map { _ in budget.begin(key) } == [true, true, false])
        #expect(budget.begin(WorkBoard.Key(tenant: .numbered(1), device: .numbered(2))))
        budget.end(key)
        #expect(budget.begin(key))
    }

    @Test func `a device holds one largest body and little more, and others hold theirs`() {
        let budget = DeviceBudget(rate: 1000, burst: 1000)
        let key = WorkBoard.Key(tenant: .numbered(1), device: .numbered(1))
        #expect(budget.hold(DeviceRoutes.largestBody, of: key))
        #expect(budget.hold(256 << 10, of: key))
        #expect(!budget.hold(1, of: key))
        #expect(budget.hold(1, of: WorkBoard.Key(tenant: .numbered(1), device: .numbered(2))))
        budget.release(256 << 10, of: key)
        #expect(budget.hold(1, of: key))
        #expect(!budget.hold(256 << 10, of: key))
    }

    @Test func `a poll takes no body, whether its length is told or not`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            for field in ["Content-Length: 1", "Transfer-Encoding: chunked"] {
                try await channel.connected(as: device.leaf) { connection in
                    try await connection.send("GET \(AgentRoute.work) HTTP/1.1\r\nHost: x\r\n\(field)\r\n\r\n")
                    let answer = await connection.answer()
                    #expect(answer?.status == 413)
                    #expect(answer?.problem == "tooLarge")
                }
            }
            #expect(channel.gate.figures[.poll].admitted == 0)
        }
    }

    @Test func `a route that wants little takes little`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            try await channel.connected(as: device.leaf) { connection in
                try await connection.send(RawConnection.head("POST", AgentRoute.renew, length: (256 << 10) + 1))
                #expect(await connection.answer()?.status == 413)
            }
            #expect(channel.gate.figures[.change].admitted == 0)
        }
    }

    @Test func `what is answered or hung up on is not under way any more`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            for _ in 0..<20 {
                _ = await channel.ask(as: device.leaf, "POST", AgentRoute.checkIn, body: device.checkIn([]))
            }
            try await channel.connected(as: device.leaf) { connection in
                // A head that announces more than comes.
                let head = "POST \(AgentRoute.checkIn) HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n"
                try await connection.send(head + "{")
            }
            let end = ContinuousClock.now + .seconds(10)
            while channel.gate.figures[.report].inFlight > 0, ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(TrafficClass.allCases.allSatisfy { channel.gate.figures[$0].inFlight == 0 })
            #expect(channel.gate.figures.bytes == 0)
        }
    }
}
