import GatehouseModel
import Testing

@Suite struct FactTypeTests {
    private static let table = FactType.table(["name": .text, "size": .integer])

    @Test(
        arguments: [
            (FactType.boolean, FactValue.boolean(false), true), (.boolean, .integer(0), false),
            (.integer, .integer(1), true),
            (.integer, .text("1"), false), (.text, .text(""), true), (.version, .text("sid"), true),
            (.version, .integer(1), false),
            (.instant, .text("2026-11-21T20:56:25Z"), true), (.instant, .text("today"), false),
            (.list(.integer), .list([]), true), (.list(.integer), .list([.integer(1), .text("2")]), false),
            (table, .list([.record(["name": .text("a"), "size": .integer(1)])]), true),
            (table, .list([.record(["name": .text("a")]), .record([:])]), true),
            (table, .list([.record(["name": .text("a"), "other": .integer(1)])]), false),
            (table, .list([.record(["name": .integer(1)])]), false), (table, .record(["name": .text("a")]), false),
            (table, .list([.text("a")]), false),
        ] as [(FactType, FactValue, Bool)])
    func `a type admits its own values only`(type: FactType, value: FactValue, admits: Bool) {
        #expect(type.admits(value) == admits)
    }

    @Test func `every fact of the catalogue is named once, in lower camel case, and told about`() {
        var keys = Set<FactKey>()
        for definition in FactCatalogue.all {
            #expect(keys.insert(definition.key).inserted, "\(definition.key) stands twice")
            #expect(FactCatalogue.definition(of: definition.key) == definition)
            let parts = definition.key.rawValue.split(separator: ".", omittingEmptySubsequences: false)
            #expect(
                parts.count > 1
                    && parts.allSatisfy {
                        $0.first?.isLowercase == true && $0.allSatisfy(\.isLetter) || $0 == "x11Forwarding"
                    })
            #expect(!definition.summary.isEmpty && !definition.source.isEmpty && !definition.platforms.isEmpty)
        }
        #expect(FactCatalogue.definition(of: "no.such.fact") == nil)
    }

    @Test func `a value is written for a person, long lists cut`() {
        #expect(FactValue.record(["b": .integer(2), "a": .boolean(true)]).description == "a=true b=2")
        #expect(FactValue.list((1...9).map { .integer($0) }).description == "1, 2, 3, 4, 5, 6, 7, 8, … (9)")
    }
}
