import GatehouseModel
import Testing

@Suite struct AssetTests {
    private let now = Instant(seconds: 1_800_000_000)

    private func asset(
        _ state: AssetState = .inUse, seen days: Int? = 0, _ sources: [AssetSource] = [.imported], since: Int = 100
    ) -> Asset {
        Asset(
            id: .random(), name: "printer-1", state: state, stateSince: now - .seconds(since * 86_400),
            sources: sources, firstSeen: .distantPast, lastSeen: days.map { now - .seconds($0 * 86_400) })
    }

    @Test func `a thing in use is stale when it was not seen for longer than the limit`() {
        let limit = Duration.seconds(30 * 86_400)
        #expect(asset(seen: 31).isStale(after: limit, at: now))
        #expect(!asset(seen: 30).isStale(after: limit, at: now))
        #expect(!asset(seen: nil).isStale(after: limit, at: now))
        #expect(!asset(.inStock, seen: 31).isStale(after: limit, at: now))
    }

    @Test func `what was only discovered is unauthorised until somebody answers for it`() {
        var found = asset(.inUse, [.discovered])
        #expect(found.isUnauthorised)
        found.approvedBy = "admin"
        #expect(!found.isUnauthorised)
        #expect(!asset(.inUse, [.imported, .discovered]).isUnauthorised)
    }

    @Test(arguments: [AssetState.retired, .disposed, .lost, .stolen])
    func `a thing that is gone and seen again is unauthorised`(state: AssetState) {
        #expect(asset(state, seen: 1, since: 2).isUnauthorised)
        #expect(!asset(state, seen: 3, since: 2).isUnauthorised)
    }

    private func asset(_ state: AssetState, _ sources: [AssetSource]) -> Asset { asset(state, seen: 0, sources) }
}
