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

    @Test(arguments: [
        (#"device.displayNam -eq "a""#, 0, "unknown property `device.displayNam`\nhint: did you mean `device.displayName`?"),
        (#"device.displayName -equals "a""#, 19, "unknown operator `-equals`\nhint: did you mean `-eq`?"),
        (#"displayName -eq "a""#, 0, "expected a property, as `device.displayName`, found `displayName`\nhint: write `device.displayName`"),
        (#"device.isCompliant -startsWith "T""#, 19, "`device.isCompliant` does not allow `-startsWith`\nhint: it allows `-eq`, `-ne`"),
        (#"device.systemLabels -eq "kiosk""#, 20, "`device.systemLabels` does not allow `-eq`\nhint: it allows `-contains`, `-notContains`"),
        (#"device.model -eq 'a'"#, 17, "unexpected `'`\nhint: text stands in plain double quotes"),
        (#"device.model -eq “a”"#, 17, "unexpected `“`\nhint: text stands in plain double quotes"),
        (#"device.model -eq a"#, 17, "expected a text in double quotes, found `a`"),
        (#"device.model -eq true"#, 17, "expected a text in double quotes, found `true`"),
        (#"device.model -eq ["a"]"#, 17, "expected a text in double quotes, found `[`\nhint: a list follows `-in` or `-notIn`"),
        (#"device.model -in "a""#, 17, #"expected a list, as `["a", "b"]`, found the text `a`"#),
        (#"device.model -in []"#, 18, "expected a text in double quotes, found `]`"),
        (#"device.model -in ["a" "b"]"#, 22, "expected `,` or `]`, found the text `b`"),
        (#"device.model -startsWith null"#, 25, "expected a text in double quotes, found `null`"),
        (#"device.model -eq "a"#, 17, "the text that begins here has no closing double quote"),
        (#"device.model -eq "a`b""#, 19, "a backtick escapes only a double quote or a backtick"),
        (#"device.model -eq "a" device.model -eq "b""#, 21, "expected `-and`, `-or` or the end of the rule, found `device.model`"),
        (#"(device.model -eq "a""#, 21, "expected `)`, `-and` or `-or`, found the end of the rule"),
        (#"device.model -eq "a" -and"#, 25, "expected a property, as `device.displayName`, found the end of the rule"),
        (#"-not -not device.model -eq "a""#, 5, "expected a property, as `device.displayName`, found `-not`"),
        (#"device.trustType -eq "Hybrid""#, 21, #"`device.trustType` is never `"Hybrid"`"# + "\n" + #"hint: it is one of `"AzureAD"`, `"ServerAD"`, `"Workplace"`"#),
        (#"device.model"#, 12, "expected an operator, as `-eq`, found the end of the rule"),
        (#"  "#, 0, "the rule is empty"),
    ])
    func `a wrong rule is refused where it is wrong`(text: String, offset: Int, message: String) {
        #expect(error(text) == FilterError(offset: offset, message: message))
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
        var generator = FilterGenerator(seed: seed)
        var mutator = TextMutator(seed: seed)
        var accepted = 0
        for _ in 0..<8000 {
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
        "(", ")", "[", "]", ",", "\"", "`", "''", "-", "-not ", "-and ", "device.", "null", "\u{0}", "\u{FFFD}", "é", "((((((((((",
    ].map { Array($0.utf8) }

    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

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
