import Foundation
import Testing

@testable import GatehouseAgent

struct JSONScannerTests {
    /// The document written again in one way, by the scanner.
    private static func outline(_ scanner: inout JSONScanner) -> String {
        var copy = scanner
        var isObject = false
        var parts = [String]()
        copy.members { scanner, name in
            isObject = true
            parts.append("\(name):\(outline(&scanner))")
        }
        if isObject {
            scanner = copy
            return "{\(parts.sorted().joined(separator: ","))}"
        }
        copy = scanner
        copy.elements { parts.append(outline(&$0)) }
        if !parts.isEmpty {
            scanner = copy
            return "[\(parts.joined(separator: ","))]"
        }
        copy = scanner
        if let text = copy.text() {
            scanner = copy
            return "'\(text)'"
        }
        copy = scanner
        if let word = copy.word() {
            scanner = copy
            return Double(word).map { "\($0)" } ?? word
        }
        scanner.skip()
        return "empty"
    }

    /// The same, by Foundation.
    private static func outline(_ value: Any) -> String {
        switch value {
        case let object as [String: Any]:
            return object.isEmpty
                ? "empty" : "{\(object.map { "\($0):\(outline($1))" }.sorted().joined(separator: ","))}"
        case let array as [Any]: return array.isEmpty ? "empty" : "[\(array.map(outline).joined(separator: ","))]"
        case let text as String: return "'\(text)'"
        case let number as NSNumber:
            if CFBoolean.isBoolean(number) { return number.boolValue ? "true" : "false" }
            return "\(number.doubleValue)"
        default: return "null"
        }
    }

    private enum CFBoolean {
        static func isBoolean(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
    }

    private static let document = """
        {"a": [1, -2.5e3, true, false, null, {}, []], "b\\u00e9\\ud83d\\ude00": "x\\n\\"y\\"\\\\", "c": {"d": {"e": [[["z"]]]}},
        "long": "\(String(repeating: "é", count: 50))", "f": 12345678901234567890}
        """

    @Test func `a document reads as Foundation reads it`() throws {
        var scanner = JSONScanner(Array(Self.document.utf8))
        let theirs = try JSONSerialization.jsonObject(with: Data(Self.document.utf8))
        let ours = Self.outline(&scanner)
        let isWhole = scanner.end()
        #expect(ours == Self.outline(theirs) && isWhole)
    }

    @Test func `whatever Foundation accepts is accepted, and damage causes no crashes`() throws {
        var random = Seeded(FuzzEffort.seed(21))
        var accepted = 0
        for _ in 0..<FuzzEffort.rounds(4000) {
            let bytes = Mutation.of(Array(Self.document.utf8), with: &random)
            var scanner = JSONScanner(bytes)
            scanner.skip()
            let isWhole = scanner.end()
            var walker = JSONScanner(bytes)
            _ = Self.outline(&walker)
            let isWalked = walker.end()
            #expect(isWalked == isWhole)
            // Foundation lets a comma stand at the end, Chromium does not.
            let dense = bytes.filter { !$0.isSpace }
            guard String(validating: bytes, as: UTF8.self) != nil, !bytes.contains(0),
                !zip(dense, dense.dropFirst()).contains(where: { $0 == 0x2C && ($1 == 0x5D || $1 == 0x7D) }),
                (try? JSONSerialization.jsonObject(with: Data(bytes))) != nil
            else { continue }
            accepted += 1
            #expect(isWhole, "\(String(decoding: bytes, as: UTF8.self)): \(scanner.failure ?? "")")
        }
        #expect(accepted > 20)
    }

    @Test func `comments and a byte order mark are passed over`() {
        let text = "\u{FEFF}// a\n{ /* b */ \"k\": /* c **/ \"v\" // d\n, \"l\": 1 }/**/ // e"
        var scanner = JSONScanner(Array(text.utf8))
        var found = [String]()
        scanner.members { scanner, name in if name == "k" { found.append(scanner.text() ?? "") } }
        let isWhole = scanner.end()
        #expect(found == ["v"] && isWhole)
    }

    @Test(arguments: [
        "", "{", "[", "\"", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{a:1}", "[1,]", "{\"a\":1,}", "[1 2]", "]",
        "}",
        "tru", "nul", "+1", "{\"a\":1}}", "[1]x", "\"\\", "/", "/*", "{1:2}", "[}", "{\"a\":]",
    ])
    func `what is no JSON fails`(text: String) {
        var scanner = JSONScanner(Array(text.utf8))
        scanner.skip()
        let isWhole = scanner.end()
        #expect(!isWhole && scanner.failure != nil)
    }

    @Test func `deep nesting is refused, at any depth of the caller`() {
        var shallow = JSONScanner(Array(String(repeating: "[", count: 100_000).utf8))
        shallow.skip()
        #expect(shallow.failure?.contains("levels") == true)
        func walk(_ scanner: inout JSONScanner) { scanner.elements { walk(&$0) } }
        var deep = JSONScanner(Array(String(repeating: "[", count: 100_000).utf8))
        walk(&deep)
        #expect(deep.failure?.contains("levels") == true)
    }

    @Test func `a lone surrogate and bytes that are no text are replaced`() {
        var lone = JSONScanner(Array(#""\ud83d x\u00""#.utf8))
        var invalid = JSONScanner([0x22, 0xFF, 0x41, 0x22])
        let texts = [lone.text(), invalid.text()]
        #expect(texts[0]?.hasPrefix("\u{FFFD} x") == true && texts[1] == "\u{FFFD}A")
    }
}
