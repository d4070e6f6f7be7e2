import GatehouseTestSupport
import Testing

@testable import GatehouseDocuments

struct DocumentFuzzTests {
    /// Each mutation is read; what can be read must also be writable.
    @Test func `no mutated document crashes the reader`() {
        var random = SeededGenerator(seed: FuzzEffort.seed(7))
        var generator = DocumentGenerator(seed: 8)
        let seeds = (0..<50).map { _ in Array(DocumentWriter.write(generator.document()).utf8) }
        var refused = 0
        for _ in 0..<FuzzEffort.rounds(12_000) {
            var bytes = seeds[Int.random(in: seeds.indices, using: &random)]
            for _ in 0..<Int.random(in: 1...6, using: &random) { Self.mutate(&bytes, seeds, &random) }
            switch DocumentReader.read(bytes, file: "fuzz") {
            case .failure(let failure):
                refused += 1
                #expect(!failure.problems.isEmpty)
                #expect(failure.problems.allSatisfy { $0.line >= 1 && $0.column >= 1 })
            case .success(let documents):
                for document in documents { _ = DocumentWriter.write(document.document) }
            }
        }
        #expect(refused > 6000)
    }

    private static let fragments = [
        "&a ", "*a", "!x ", "? ", "- ", ": ", "\n", "---\n", "...\n", "[", "]", "{", "}", "|\n", ">\n", "'", "\"", "\t",
        "%YAML 1.1\n", "<<: ", "\u{2028}", "#", "\\", "null", "99999999999999999999d", "\r",
    ].map { Array($0.utf8) }

    private static func mutate(_ bytes: inout [UInt8], _ seeds: [[UInt8]], _ random: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: fragments[Int.random(in: fragments.indices, using: &random)], at: place)
        case 3: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...20, using: &random)))
        case 4:
            let end = min(bytes.count, place + Int.random(in: 1...60, using: &random))
            bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
        default:
            let other = seeds[Int.random(in: seeds.indices, using: &random)]
            bytes = Array(bytes[..<place] + other.suffix(Int.random(in: 0...other.count, using: &random)))
        }
    }
}
