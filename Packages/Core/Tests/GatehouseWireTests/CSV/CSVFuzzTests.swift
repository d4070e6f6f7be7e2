import GatehouseFuzzing
import GatehouseWire
import Testing

@Suite struct CSVFuzzTests {
    private static let seeds = [
        "name,serial,mac\r\nprinter-1,\"A,1\",3c:52:82:0a:1b:2c\r\n\"x\"\"y\",,\r\n", "a\n1\n\n2\n",
        "\u{FEFF}ä,b\n\"é\n\",2",
    ]

    private func mutate(_ bytes: [UInt8], with generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(Array("\",\r\n; \t='".utf8).randomElement(using: &generator) ?? 0, at: index)
            default: bytes.insert(contentsOf: bytes[index..<min(index + 20, bytes.count)], at: index)
            }
        }
        return bytes
    }

    @Test func `mutated texts are read or refused, and what is read is written and read back the same`() throws {
        var generator = SeededGenerator(seed: FuzzEffort.seed(4180))
        var read = 0
        for round in 0..<FuzzEffort.rounds(4000) {
            let bytes = mutate(Array(Self.seeds[round % Self.seeds.count].utf8), with: &generator)
            guard let table = try? CSVTable(parsing: bytes) else { continue }
            read += 1
            let rows = [table.header.map(\.text)] + table.rows.map { $0.fields.map(\.text) }
            let text = rows.map { CSVText.line($0) }.joined()
            // A row of one empty field is a blank line, and a neutralised header is another header.
            guard rows.allSatisfy({ $0 != [""] }) else { continue }
            let again = try CSVTable(parsing: text)
            #expect(again.rows.map { $0.fields.map { CSVText.restored($0.text) } } == Array(rows.dropFirst()))
        }
        #expect(read > 0)
    }
}
