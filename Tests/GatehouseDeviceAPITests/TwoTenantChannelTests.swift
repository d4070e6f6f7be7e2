import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Testing

/// The device channel trusts the roots of all tenants: what a certificate names must be its own tenant's word.
@Suite struct TwoTenantChannelTests {
    /// Every route of the protocol, read from where they are written, so that a new one is asked as well.
    private static var routes: [String] {
        get throws {
            let file = URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../Packages/Core/Sources/GatehouseWire/Agent/AgentRoute.swift").standardizedFileURL
            let text = try String(contentsOf: file, encoding: .utf8)
            return text.matches(of: #/"(/agent/v1/[a-z/-]+)"/#).map { String($0.output.1) }
        }
    }

    private static func ask(
        as leaf: IssuedLeaf, on channel: DeviceChannel, _ expected: (RawAnswer?, String) -> Void
    ) async throws {
        for route in try routes {
            for method in ["GET", "POST"] {
                expected(
                    await channel.ask(as: leaf, method, route, body: method == "POST" ? Array("{}".utf8) : []), route)
            }
        }
    }

    @Test func `a certificate of another tenant gets nothing of a device of the same identifier`() async throws {
        try await DeviceChannel.with(tenants: [.test, .other]) { channel in
            let device = try await channel.device()
            _ = try await channel.device(2, of: .other)
            #expect(try Self.routes.count >= 14)
            let leaf = try channel.pki.issue(.device(Tenant.other.id, device.id))
            try await Self.ask(as: leaf, on: channel) { answer, route in
                #expect(answer?.status == 403, "\(route): \(answer?.text ?? "nothing")")
                #expect(answer?.text.contains("identityUnknown") == true, "\(route)")
            }
        }
    }

    @Test func `what a device reports is its own tenant's, whoever has its identifier elsewhere`() async throws {
        try await DeviceChannel.with(tenants: [.test, .other]) { channel in
            let ours = try await channel.device()
            let theirs = try await channel.device(of: .other)
            #expect(ours.id == theirs.id)
            let body = theirs.checkIn([.known("os.hostname", .text("theirs"))])
            let answer = await channel.ask(as: theirs.leaf, "POST", AgentRoute.checkIn, body: body)
            #expect(answer?.status == 200, "\(answer?.text ?? "nothing")")
            let token = await channel.ask(as: theirs.leaf, "POST", AgentRoute.token)
            #expect(token?.status == 200, "\(token?.text ?? "nothing")")
            let (here, there) = try await (channel.held(Tenant.test.id), channel.held(Tenant.other.id))
            #expect(here.facts.isEmpty && here.tokens == 0)
            #expect(there.facts.contains("os.hostname") && there.tokens == 1)
        }
    }

    @Test func `what one tenant's record says of a certificate, another's does not`() async throws {
        try await DeviceChannel.with(tenants: [.test, .other]) { channel in
            let ours = try await channel.device()
            let theirs = try await channel.device(of: .other)
            #expect(await channel.ask(as: ours.leaf, "GET", AgentRoute.status)?.status == 200)
            #expect(await channel.ask(as: theirs.leaf, "GET", AgentRoute.status)?.status == 200)
            for (named, other) in [(Tenant.test.id, theirs), (Tenant.other.id, ours)] {
                // The same serial, which the other tenant alone has on record.
                var leaf = TestPKI.Leaf.device(named, other.id)
                leaf.serial = Hex.decode(other.leaf.certificate.serial)
                try await Self.ask(as: try channel.pki.issue(leaf), on: channel) { answer, route in
                    #expect(answer?.status == 403, "\(route): \(answer?.text ?? "nothing")")
                    #expect(answer?.text.contains("identityUnknown") == true, "\(route)")
                }
            }
        }
    }

    @Test func `a device of another tenant, of the same identifier, reaches its own rows alone by every route`()
        async throws
    {
        try await DeviceChannel.with(tenants: [.test, .other]) { channel in
            let ours = try await channel.device()
            let theirs = try await channel.device(of: .other)
            try await channel.store.write(Tenant.test.id) { work in
                try work.save([.known("os.version", .text("7777"))], of: ours.id, receivedAt: .start)
                try work.save(ActionBatch.numbered(1))
                var action = DeviceAction.numbered(7777, of: ours.id)
                action.expiresAt = .distantFuture
                try work.save(action)
            }
            let before = try await Self.rows(of: .test, in: channel.store)
            try await Self.ask(as: theirs.leaf, on: channel) { answer, route in
                #expect(answer?.text.contains("7777") == false, "\(route)")
            }
            let action = ActionID.numbered(7777)
            let requests: [(String, [UInt8])] = [
                (AgentRoute.actionAcceptance, ActionAcceptance(requestID: .random(), action: action).bytes),
                (
                    AgentRoute.actionArtefact,
                    ActionArtefact(requestID: .random(), action: action, name: "a", content: [1]).bytes
                ),
                (
                    AgentRoute.actionResult,
                    ActionReport(requestID: .random(), action: action, state: .failed, detail: "").bytes
                ),
            ]
            for (route, body) in requests {
                let answer = await channel.ask(as: theirs.leaf, "POST", route, body: body)
                #expect(answer?.status == 404, "\(route): \(answer?.text ?? "nothing")")
            }
            let report = theirs.checkIn([.known("os.version", .text("8888"))])
            #expect(await channel.ask(as: theirs.leaf, "POST", AgentRoute.checkIn, body: report)?.status == 200)
            #expect(try await Self.rows(of: .test, in: channel.store) == before)
            let accepted = await channel.ask(
                as: ours.leaf, "POST", AgentRoute.actionAcceptance,
                body: ActionAcceptance(requestID: .random(), action: action).bytes)
            #expect(accepted?.status == 200, "its own device finds it: \(accepted?.text ?? "nothing")")
        }
    }

    private static func rows(of tenant: Tenant, in store: any Store) async throws -> [String: [[ExportValue]]] {
        try await store.read(tenant.id) { work in
            var rows: [String: [[ExportValue]]] = [:]
            for table in try work.exportedTables() {
                rows[table] = try work.exportedRows(of: table, after: nil, limit: 1000).rows
            }
            return rows
        }
    }

    @Test func `a browser's certificate of an enrolled device is nobody on the device channel`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            var leaf = TestPKI.Leaf()
            leaf.uris = [IdentityName.browser(Tenant.test.id, device.id, 1000).description]
            // Not even with a serial that is a device certificate's own.
            leaf.serial = Hex.decode(device.leaf.certificate.serial)
            try await Self.ask(as: channel.pki.issue(leaf), on: channel) { answer, route in
                #expect(answer?.status == 403, "\(route): \(answer?.text ?? "nothing")")
                #expect(answer?.text.contains("names no device") == true, "\(route)")
            }
        }
    }

    @Test func `a certificate that the tenant's own authority did not sign names nobody`() async throws {
        try await DeviceChannel.with { channel in
            let leaf = try channel.pki.issue(.device(DeviceChannel.forged, .numbered(1)))
            try await Self.ask(as: leaf, on: channel) { answer, route in
                #expect(answer?.status == 403, "\(route): \(answer?.text ?? "nothing")")
                #expect(answer?.text.contains("names no device") == true, "\(route)")
            }
        }
    }
}

extension DeviceChannel {
    /// What the tenant's rows have of devices' facts and tokens.
    fileprivate func held(_ tenant: TenantID) async throws -> (facts: Set<FactKey>, tokens: Int) {
        try await store.read(tenant) { work in
            let facts = try work.facts(of: .numbered(1)).map(\.key)
            return (Set(facts), try work.deviceTokens(liveAt: Self.clock.now).count)
        }
    }
}
