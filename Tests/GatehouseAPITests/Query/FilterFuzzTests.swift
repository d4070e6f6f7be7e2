import GatehouseService
import GatehouseTestSupport
import Testing

@testable import GatehouseAPI

struct FilterFuzzTests {
    private static let pieces = [
        "name", "platform", "lastContact", "nobody", "eq", "ne", "in", "and", "or", "not", "contains", "startswith",
        "(",
        ")", ",", "'", "'eng'", "'linux'", "''", "null", "2026-11-21T09:00:00Z", " ", "\u{0}", "é", "-1",
    ]

    @Test func `no filter crashes, and one that is taken names only the list's fields`() {
        var generator = SeededGenerator(seed: FuzzEffort.seed(0x6669_6C74))
        var taken = 0
        for _ in 0..<FuzzEffort.rounds(20_000) {
            var text = Bool.random(using: &generator) ? "name eq 'eng' and (platform ne 'linux')" : ""
            for _ in 0..<Int.random(in: 0..<12, using: &generator) {
                text += (Self.pieces.randomElement(using: &generator) ?? "") + " "
            }
            do {
                let filter = try FilterParser.parse(text, fields: ListField.devices)
                taken += 1
                #expect(names(in: filter).isSubset(of: ListField.devices.map(\.name)))
            } catch {
                #expect(error.code == .invalid && !error.message.isEmpty)
            }
        }
        #expect(taken > 100, "too few filters were whole to show anything")
    }

    private func names(in filter: ListQuery.Filter) -> Set<String> {
        switch filter {
        case .compare(let field, _, _): [field]
        case .and(let parts), .or(let parts): parts.reduce(into: []) { $0.formUnion(names(in: $1)) }
        case .not(let part): names(in: part)
        }
    }
}
