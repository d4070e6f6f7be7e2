import GatehouseModel
import GatehouseKeys
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import NIOPosix
import Testing

@testable import GatehouseDeviceAPI

/// Who is let in: TLS refuses what does not chain to our authority, the channel what the store does not know.
@Suite struct DeviceListenerTests {
    @Test func `without a certificate the handshake fails`() async throws {
        try await DeviceChannel.with { channel in
            #expect(await channel.ask(as: nil, "GET", AgentRoute.status) == nil)
        }
    }

    @Test func `a certificate of another authority is refused, whatever it says`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            let foreign = try TestPKI(now: DeviceChannel.clock.now).issue(.device(Tenant.test.id, device.id))
            #expect(await channel.ask(as: foreign, "GET", AgentRoute.status) == nil)
        }
    }

    @Test func `a certificate that ended, has not begun, or is a server's fails the handshake`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            let now = DeviceChannel.clock.now
            var ended = TestPKI.Leaf.device(Tenant.test.id, device.id)
            ended.notBefore = now - .seconds(7200)
            ended.notAfter = now - .seconds(3600)
            var early = TestPKI.Leaf.device(Tenant.test.id, device.id)
            early.notBefore = now + .seconds(3600)
            var server = TestPKI.Leaf.device(Tenant.test.id, device.id)
            server.isServer = true
            for leaf in [ended, early, server] {
                #expect(await channel.ask(as: try channel.pki.issue(leaf), "GET", AgentRoute.status) == nil)
            }
        }
    }

    @Test(arguments: [
        [], ["https://example.com"], ["spiffe://\(Tenant.test.id)/enforcement-point/edge"],
        [
            "spiffe://\(Tenant.test.id)/device/\(DeviceID.numbered(1))",
            "spiffe://\(Tenant.test.id)/device/\(DeviceID.numbered(2))",
        ],
    ])
    func `a certificate that does not name exactly one device is refused`(_ uris: [String]) async throws {
        try await DeviceChannel.with { channel in
            var leaf = TestPKI.Leaf()
            leaf.uris = uris
            let answer = await channel.ask(as: try channel.pki.issue(leaf), "GET", AgentRoute.status)
            #expect(answer?.status == 403)
            #expect(answer?.problem == "identityUnknown")
            #expect(answer?.fields["connection"] == "close")
        }
    }

    @Test func `a certificate that the store does not know, or knows as another device's, is refused`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device(1)
            _ = try await channel.device(2)
            let unknown = try channel.pki.issue(.device(Tenant.test.id, device.id))
            #expect(await channel.ask(as: unknown, "GET", AgentRoute.status)?.problem == "identityUnknown")
            var borrowed = TestPKI.Leaf.device(Tenant.test.id, .numbered(2))
            borrowed.serial = Array(repeating: 0x11, count: 8)
            let leaf = try channel.pki.issue(borrowed)
            try await channel.store.write(Tenant.test.id) { work in
                var record = CertificateRecord.numbered(3, of: device.id)
                record.serial = leaf.certificate.serial
                record.notAfter = leaf.certificate.notAfter
                try work.save(record)
            }
            let answer = await channel.ask(as: leaf, "POST", AgentRoute.token)
            #expect(answer?.status == 403)
            #expect(answer?.problem == "identityUnknown")
        }
    }

    @Test func `a certificate of a retired key is refused on the connection that it has, once trust changes`()
        async throws
    {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            try await channel.connected(as: device.leaf) { connection in
                #expect(await connection.ask("GET", AgentRoute.status)?.status == 200)
                channel.issuer.standing = .retired
                try await channel.trustAnew()
                let answer = await connection.ask("GET", AgentRoute.status)
                #expect(answer?.status == 403 && answer?.problem == "identityUnknown", "it must enrol again")
            }
        }
    }

    @Test func `an open poll of a device whose key was retired is told that in place of work`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            try await channel.connected(as: device.leaf) { connection in
                let poll = "\(AgentRoute.work)?desired=\(WorkBoard.nothing)"
                try await connection.send(RawConnection.head("GET", poll, length: 0))
                try await channel.awaitPolls(1)
                channel.issuer.standing = .retired
                try await channel.trustAnew()
                let caller = Caller(tenant: Tenant.test.id, actor: "test", role: "administrator")
                _ = try await channel.services.actions.request(
                    Tenant.test.id, ActionProposal(.sync, devices: [device.id]), as: caller)
                let answer = await connection.answer()
                #expect(answer?.status == 403 && answer?.problem == "identityUnknown")
                #expect(await connection.isClosed())
                try await channel.awaitPolls(0)
                #expect(channel.work.waiting == 0)
            }
        }
    }

    @Test func `a request whose body comes after its key was retired is refused`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            try await channel.connected(as: device.leaf) { connection in
                let body = device.checkIn([])
                try await connection.send(RawConnection.head("POST", AgentRoute.checkIn, length: body.count))
                let end = ContinuousClock.now + .seconds(20)
                while channel.gate.figures[.report].inFlight == 0, ContinuousClock.now < end {
                    try await Task.sleep(for: .milliseconds(5))
                }
                channel.issuer.standing = .retired
                try await channel.trustAnew()
                try await connection.send(body)
                let answer = await connection.answer()
                #expect(answer?.status == 403 && answer?.problem == "identityUnknown")
                #expect(await connection.isClosed())
                #expect(channel.gate.figures[.report].inFlight == 0)
            }
        }
    }

    @Test func `a device whose issuer this node has not heard of yet is told to come again`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            channel.issuer.standing = .notKnownYet
            let answer = await channel.ask(as: device.leaf, "GET", AgentRoute.status)
            #expect(answer?.status == 503 && answer?.fields["retry-after"] == "5")
        }
    }

    @Test func `a device that was revoked is refused on the connection that it has`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            try await channel.connected(as: device.leaf) { connection in
                #expect(await connection.ask("GET", AgentRoute.status)?.status == 200)
                try await channel.revoke(device)
                var answer = await connection.ask("GET", AgentRoute.status)
                let end = ContinuousClock.now + .seconds(5)
                while answer?.status == 200, ContinuousClock.now < end {
                    answer = await connection.ask("GET", AgentRoute.status)
                }
                #expect(answer?.status == 403)
                #expect(answer?.problem == "identityRevoked")
                #expect(await connection.isClosed())
            }
        }
    }

    @Test func `a listener whose task is cancelled ends, as when another service failed`() async throws {
        try await DeviceChannel.with { channel in
            let other = DeviceListener(
                DeviceListenerConfiguration(
                    host: "127.0.0.1", port: 0, certificateChain: try channel.pki.issue(.localServer).chainPEM,
                    privateKey: "", trustRoots: channel.pki.rootPEM),
                services: channel.services, gate: channel.gate, group: .singletonMultiThreadedEventLoopGroup,
                logger: .silent)
            await #expect(throws: (any Error).self, "it has no key") { try await other.run() }

            let server = try channel.pki.issue(.localServer)
            let listener = DeviceListener(
                DeviceListenerConfiguration(
                    host: "127.0.0.1", port: 0, certificateChain: server.chainPEM, privateKey: server.keyPEM,
                    trustRoots: channel.pki.rootPEM), services: channel.services, gate: channel.gate,
                group: .singletonMultiThreadedEventLoopGroup, logger: .silent)
            try await listener.bind()
            let running = Task { try await listener.run() }
            running.cancel()
            try await running.value
        }
    }

    @Test func `a connection beyond the limit is closed at once, and the others go on`() async throws {
        var limits = DeviceConnectionLimits()
        limits.connections = 1
        try await DeviceChannel.with(limits: limits) { channel in
            let device = try await channel.device()
            try await channel.connected(as: device.leaf) { first in
                #expect(await first.ask("GET", AgentRoute.status)?.status == 200)
                #expect(await channel.ask(as: device.leaf, "GET", AgentRoute.status) == nil)
                #expect(await first.ask("GET", AgentRoute.status)?.status == 200)
            }
        }
    }

    @Test func `a port that is taken cannot be bound`() async throws {
        try await DeviceChannel.with { channel in
            let server = try channel.pki.issue(.localServer)
            let second = DeviceListener(
                DeviceListenerConfiguration(
                    host: "127.0.0.1", port: try #require(channel.listener.boundPort),
                    certificateChain: server.chainPEM, privateKey: server.keyPEM, trustRoots: channel.pki.rootPEM),
                services: channel.services, gate: channel.gate, group: .singletonMultiThreadedEventLoopGroup,
                logger: .silent)
            await #expect(throws: (any Error).self) { try await second.bind() }
        }
    }
}
