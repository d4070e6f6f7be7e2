import GatehouseFuzzing
import GatehouseSCIM
import GatehouseWire
import Testing

@Suite struct FilterFuzzTests {
    @Test func `mutated filters are read or refused, and what is read is written and judged the same`() throws {
        var random = SeededGenerator(seed: FuzzEffort.seed(0x5C1))
        let seeds = FilterParsingTests.examples.map { Array($0.utf8) }
        let subjects = try [Samples.bjensen(), Samples.user(#""userName":"J""#)]
        var (read, judged) = (0, 0)
        for round in 0..<FuzzEffort.rounds(10_000) {
            let bytes = random.mutated(seeds[round % seeds.count])
            guard let filter = try? SCIMFilter(parsing: String(decoding: bytes, as: UTF8.self)) else { continue }
            read += 1
            let again = try SCIMFilter(parsing: filter.description)
            #expect(again == filter)
            guard let bound = try? filter.bound(to: .user) else { continue }
            judged += 1
            let other = try again.bound(to: .user)
            for subject in subjects { #expect(bound.matches(subject) == other.matches(subject)) }
        }
        #expect(read > 500)
        #expect(judged > 300)
    }

    @Test func `random filters read as they were written, and their denial is the opposite`() throws {
        var random = SeededGenerator(seed: FuzzEffort.seed(0x5C2))
        let subject = try Samples.bjensen()
        var held = 0
        for _ in 0..<FuzzEffort.rounds(3000) {
            let filter = Self.filter(depth: 4, &random)
            #expect(try SCIMFilter(parsing: filter.description) == filter)
            let holds = try filter.bound(to: .user).matches(subject)
            if holds { held += 1 }
            #expect(try SCIMFilter.not(filter).bound(to: .user).matches(subject) != holds)
        }
        #expect(held > 200)
    }

    @Test func `random bytes are no filter, and a path that they are reads as it is written`() throws {
        var random = SeededGenerator(seed: FuzzEffort.seed(0x5C3))
        for _ in 0..<FuzzEffort.rounds(5000) {
            let text = String(decoding: random.bytes(upTo: 60), as: UTF8.self)
            #expect(Samples.code { try SCIMFilter(parsing: text) } == .invalidFilter, "\(text.debugDescription)")
            guard let path = try? PatchPath(parsing: text) else { continue }
            #expect(try PatchPath(parsing: path.description) == path)
        }
    }

    static func filter(depth: Int, _ random: inout SeededGenerator) -> SCIMFilter {
        switch random.next() % (depth > 0 ? 8 : 3) {
        case 0, 1: return comparison(["userName", "title", "nickName", "userType"], &random)
        case 2: return .present(AttributePath(["emails", "title", "shoeSize"][Int(random.next() % 3)]))
        case 3: return .not(filter(depth: depth - 1, &random))
        case 4:
            return .element(AttributePath("emails"), comparison(["type", "value"], &random))
        case 5, 6: return .and([filter(depth: depth - 1, &random), filter(depth: depth - 1, &random)])
        default: return .or([filter(depth: depth - 1, &random), filter(depth: depth - 1, &random)])
        }
    }

    private static func comparison(_ names: [String], _ random: inout SeededGenerator) -> SCIMFilter {
        let values = ["Babs", "work", "tour", "\"\\\n", "", "é", "Employee", "bjensen@example.com"]
        let operators = SCIMFilter.Operator.allCases
        return .comparison(
            AttributePath(names[Int(random.next() % UInt64(names.count))]),
            operators[Int(random.next() % UInt64(operators.count))],
            .string(values[Int(random.next() % UInt64(values.count))]))
    }
}
