import GatehouseModel
import Testing

@Suite struct DiscoveryTermsTests {
    private let terms = DiscoveryTerms(
        name: "disk", digest: String(repeating: "a", count: 64), account: "nobody",
        settings: [CustomSetting(name: "B", type: .int64), CustomSetting(name: "A", type: .boolean)])

    @Test func `the lines say everything that decides what runs`() {
        #expect(terms.isWellFormed)
        #expect(terms.settings.map(\.name) == ["A", "B"])
        var changes = [DiscoveryTerms]()
        for change in 0..<8 {
            var other = terms
            switch change {
            case 0: other.name = "disc"
            case 1: other.digest = String(repeating: "b", count: 64)
            case 2: other.platform = .macOS
            case 3: other.account = "root"
            case 4: other.timeLimit = .seconds(61)
            case 5: other.interval = .seconds(3600)
            case 6: other.runsOnPersonalDevices = true
            default: other.settings[0].type = .string
            }
            changes.append(other)
        }
        #expect(Set(changes.map(\.lines)).union([terms.lines]).count == 9)
    }

    @Test func `what nobody could have agreed to is not well formed`() {
        var changes = [DiscoveryTerms]()
        for change in 0..<9 {
            var other = terms
            switch change {
            case 0: other.name = "a\naccount root"
            case 1: other.digest = "0"
            case 2: other.account = "root\nx"
            case 3: other.timeLimit = .seconds(301)
            case 4: other.interval = .seconds(1)
            case 5: other.settings = []
            case 6: other.settings[1].name = "A"
            case 7: other.settings[0].name = "A,B"
            default: other.settings = (0...100).map { CustomSetting(name: "S\($0)", type: .int64) }
            }
            changes.append(other)
        }
        #expect(changes.allSatisfy { !$0.isWellFormed })
    }
}
