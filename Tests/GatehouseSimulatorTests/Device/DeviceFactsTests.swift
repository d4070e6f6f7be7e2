import GatehouseModel
import GatehouseSimulator
import Testing

@Suite struct DeviceFactsTests {
    @Test(arguments: DeviceProfile.allCases)
    func `every fact is one that a server takes`(_ profile: DeviceProfile) throws {
        let facts = DeviceFacts.all(of: profile, packages: 3, at: Instant(milliseconds: 1_790_000_000_000))
        #expect(Set(facts.map(\.key)).count == facts.count)
        for fact in facts {
            let definition = try #require(FactCatalogue.definition(of: fact.key), "\(fact.key)")
            guard case .known(let value) = fact.state else { continue }
            #expect(definition.type.admits(value), "\(fact.key)")
        }
    }

    @Test(arguments: DeviceFacts.Flip.allCases)
    func `what goes back and forth begins as the device first reports it`(_ flip: DeviceFacts.Flip) {
        let now = Instant(milliseconds: 1_790_000_000_000)
        let pair = DeviceFacts.pair(flip, at: now)
        #expect(DeviceFacts.all(of: .linuxServer, packages: 0, at: now).contains(pair.first))
        #expect(pair.first != pair.other)
        #expect(pair.first.key == pair.other.key)
    }
}
