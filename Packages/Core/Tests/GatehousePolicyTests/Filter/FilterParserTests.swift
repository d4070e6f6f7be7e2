import GatehouseFuzzing
import GatehouseModel
import GatehousePolicy
import Testing

@Suite struct FilterParserTests {
    private func error(_ text: String) -> FilterError? {
        do {
            _ = try FilterExpression(parsing: text)
            return nil
        } catch {
            return error
        }
    }

    @Test func `and binds tighter than or, and not tighter than both`() throws {
        let rule = try FilterExpression(
            parsing: #"not device.model eq "a" or device.model eq "b" and device.model eq "c""#)
        #expect(
            rule.canonicalText
                == #"-not device.model -eq "a" -or device.model -eq "b" -and device.model -eq "c""#)
        let grouped = try FilterExpression(
            parsing: #"-not (device.model eq "a" or device.model eq "b") and ((device.model eq "c"))"#)
        #expect(
            grouped.canonicalText
                == #"-not (device.model -eq "a" -or device.model -eq "b") -and device.model -eq "c""#)
    }

    @Test func `a quote is escaped by a backtick and a single quote doubled`() throws {
        let rule = try FilterExpression(parsing: #"device.displayName -eq "Joe''s `"big`" ``box""#)
        var device = Sample.device
        device.name = #"Joe's "big" `box"#
        #expect(rule.matches(.known(device)) == true)
    }

    @Test func `the length is limited to 3072 characters`() throws {
        let start = #"device.model -eq ""#
        let longest = start + String(repeating: "é", count: FilterExpression.longest - start.count - 1) + "\""
        _ = try FilterExpression(parsing: longest)
        #expect(error(longest + " ")?.message == "the rule is longer than 3072 characters")
    }

    @Test func `parentheses nest 32 deep and no deeper`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "(", count: depth) + #"device.model -eq "a""# + String(repeating: ")", count: depth)
        }
        _ = try FilterExpression(parsing: nested(32))
        #expect(error(nested(33)) == FilterError(offset: 32, message: "parentheses nest deeper than 32"))
    }

    @Test func `a printed rule reads back to the same rule`() throws {
        var generator = FilterGenerator(seed: 5)
        for _ in 0..<3000 {
            let text = generator.rule()
            let rule = try FilterExpression(parsing: text)
            let again = try FilterExpression(parsing: rule.canonicalText)
            #expect(again.root == rule.root, "\(text)\n\(rule.canonicalText)")
            #expect(again.canonicalText == rule.canonicalText)
        }
    }

    @Test(arguments: [21, 22, 23] as [UInt64])
    func `no text crashes the parser, and what it reads it can print`(seed: UInt64) throws {
        var generator = FilterGenerator(seed: FuzzEffort.seed(seed))
        var mutator = TextMutator(seed: FuzzEffort.seed(seed))
        var accepted = 0
        for _ in 0..<FuzzEffort.rounds(8000) {
            let text = mutator.mutate(generator.rule())
            do {
                let rule = try FilterExpression(parsing: text)
                accepted += 1
                #expect(try FilterExpression(parsing: rule.canonicalText).root == rule.root)
                _ = rule.matches(.known(Sample.device))
            } catch {
                #expect((0...text.utf8.count).contains(error.offset) && !error.message.isEmpty)
            }
        }
        #expect(accepted > 100)
    }
}

/// Spoils texts: drops, doubles, swaps and inserts bytes, and splices in pieces of the grammar.
private struct TextMutator {
    private static let pieces: [[UInt8]] = [
        "(", ")", "[", "]", ",", "\"", "`", "''", "-", "-not ", "-and ", "device.", "null", "\u{0}", "\u{FFFD}", "é",
        "((((((((((",
    ].map { Array($0.utf8) }

    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func mutate(_ text: String) -> String {
        var bytes = Array(text.utf8)
        for _ in 0..<random.below(4) where !bytes.isEmpty {
            let place = random.below(bytes.count)
            switch random.below(5) {
            case 0: bytes.remove(at: place)
            case 1: bytes.insert(bytes[place], at: place)
            case 2: bytes.swapAt(place, random.below(bytes.count))
            case 3: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            default: bytes.insert(contentsOf: random.pick(Self.pieces), at: place)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
