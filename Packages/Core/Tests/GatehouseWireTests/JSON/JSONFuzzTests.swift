import GatehouseFuzzing
import GatehouseModel
import GatehouseWire
import Testing

@Suite struct JSONFuzzTests {
    private static let seeds: [[UInt8]] = [
        WireSamples.checkIn.bytes, WireSamples.enrolment.bytes, WireSamples.work.bytes, WireSamples.status.bytes,
        Array(#"{"a":[1.5e-3,-0,"\ud83d\ude00\n",{"b":[[[]]]}],"c":null}"#.utf8),
    ]

    private func mutate(_ bytes: [UInt8], with generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(Array(#"{}[]",:\u0e-"#.utf8).randomElement(using: &generator) ?? 0, at: index)
            case 3: bytes.removeSubrange(index...)
            default: bytes.insert(contentsOf: bytes[index..<min(index + 40, bytes.count)], at: index)
            }
        }
        return bytes
    }

    @Test func `mutated texts are read or refused, and what is read reads back the same`() throws {
        var generator = SeededGenerator(seed: FuzzEffort.seed(20_261_121))
        var accepted = 0
        for round in 0..<FuzzEffort.rounds(25_000) {
            let input = mutate(Self.seeds[round % Self.seeds.count], with: &generator)
            guard let json = try? JSON.parse(input) else { continue }
            accepted += 1
            #expect(try JSON.parse(json.serialised()) == json)
            _ = try? CheckInRequest(json: json)
            _ = try? EnrolmentRequest(json: json)
            _ = try? WorkResponse(json: json)
            _ = try? StatusResponse(json: json)
        }
        #expect(accepted > 500)
    }
}
