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
