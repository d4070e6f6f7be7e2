import GatehouseModel
import GatehouseService
import Testing

private struct HeldReleases: AgentReleases {
    var releases: [AgentRelease]

    func all() async throws -> [AgentRelease] { releases }

    func piece(
        of version: SemanticVersion, architecture: String, offset: Int64, limit: Int
    ) async throws -> [UInt8]? {
        releases.contains { $0.version == version } ? Array(repeating: 7, count: limit) : nil
    }
}

@Suite struct AgentUpdateServiceTests {
    private let first = DeviceID(high: 1, low: 0)
    private let last = DeviceID(high: 1, low: 99)

    private func release(_ version: String, at date: Instant, _ architectures: Set<String> = ["x86_64"]) throws
        -> AgentRelease
    {
        AgentRelease(
            version: try #require(SemanticVersion(version)), released: date, architectures: architectures,
            envelope: Array(version.utf8))
    }

    private func offers(
        _ fixture: Fixture, rings: String?, _ releases: [AgentRelease], own: String = "1.0.0",
        architecture: String = "x86_64"
    ) async throws -> (first: String?, last: String?) {
        if let rings {
            try await fixture.apply(
                "apiVersion: gatehouse/v1\nkind: TenantSettings\nmetadata: {name: tenant}\n"
                    + "spec: {agentUpdates: {rings: [\(rings)]}}\n")
        }
        let service = AgentUpdateService(
            store: fixture.store, releases: HeldReleases(releases: releases), clock: fixture.clock)
        let version = try #require(SemanticVersion(own))
        func offer(_ device: DeviceID) async throws -> String? {
            try await service.offer(fixture.tenant.id, device: device, own: version, architecture: architecture)
                .map { String(decoding: $0, as: UTF8.self) }
        }
        return (try await offer(first), try await offer(last))
    }

    @Test func `without rings nobody is updated`() async throws {
        let fixture = try await Fixture()
        let offers = try await offers(fixture, rings: nil, [release("1.1.0", at: fixture.time.now)])
        #expect(offers.first == nil)
    }

    @Test func `each ring waits for its delay`() async throws {
        let fixture = try await Fixture()
        let rings = "{name: canary, percentage: 1}, {name: everyone, percentage: 100, delay: 1d}"
        let releases = [try release("1.1.0", at: fixture.time.now)]
        var found = try await offers(fixture, rings: rings, releases)
        #expect(found.first == "1.1.0")
        #expect(found.last == nil)
        fixture.time.advance(.seconds(86_400))
        found = try await offers(fixture, rings: rings, releases)
        #expect(found.last == "1.1.0")
    }

    @Test func `a device beyond every ring gets nothing`() async throws {
        let fixture = try await Fixture()
        let offers = try await offers(
            fixture, rings: "{name: canary, percentage: 99}", [release("1.1.0", at: fixture.time.now)])
        #expect(offers.first == "1.1.0")
        #expect(offers.last == nil)
    }

    @Test func `the newest that is newer, due and for the architecture is offered`() async throws {
        let fixture = try await Fixture()
        let now = fixture.time.now
        let releases = try [
            release("0.9.0", at: now), release("1.1.0", at: now), release("1.10.0", at: now), release("1.9.0", at: now),
            release("1.11.0", at: now, ["aarch64"]), release("2.0.0", at: now + .seconds(1)),
        ]
        let rings = "{name: everyone, percentage: 100}"
        #expect(try await offers(fixture, rings: rings, releases).first == "1.10.0")
        #expect(try await offers(fixture, rings: rings, releases, own: "1.10.0").first == nil)
        #expect(try await offers(fixture, rings: rings, releases, architecture: "aarch64").first == "1.11.0")
    }

    @Test func `a program that is not there is not found`() async throws {
        let fixture = try await Fixture()
        let service = AgentUpdateService(
            store: fixture.store, releases: HeldReleases(releases: []), clock: fixture.clock)
        let version = try #require(SemanticVersion("1.0.0"))
        await #expect { try await service.piece(of: version, architecture: "x86_64", offset: 0) } throws: {
            ($0 as? ServiceError)?.code == .notFound
        }
    }
}
