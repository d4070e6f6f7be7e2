/// Bytes as somebody who means harm would leave them: torn, repeated, with flipped bits, zero bytes and broken UTF-8.
enum Mutation {
    private static let splinters: [[UInt8]] = [
        [0], [0xFF, 0xFE], [0xC3], [0x0A], Array("\\".utf8), Array("\"".utf8), Array("{".utf8), Array("}".utf8),
        Array("(((((((".utf8), Array("=".utf8), Array(":".utf8), Array(",".utf8), Array("!".utf8), Array("#".utf8),
        Array("/*".utf8), Array("99999999999999999999".utf8), Array("-1".utf8), Array("[".utf8), Array("]".utf8),
    ]

    /// `bytes` with one to six changes.
    static func of(_ bytes: [UInt8], with random: inout Seeded) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, place + Int.random(in: 0...12, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes.removeSubrange(place..<end)
            case 1: bytes.insert(contentsOf: random.pick(splinters), at: place)
            case 2: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
            case 3: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            case 4 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            default: bytes.removeLast(bytes.count - place)
            }
        }
        return bytes
    }

    /// Calls `body` with changes of each of `seeds`; a crash is the failure.
    static func forEach(
        of seeds: [String], rounds: Int = 1500, seed: UInt64 = 11, _ body: ([UInt8]) throws -> Void
    ) rethrows {
        var random = Seeded(FuzzEffort.seed(seed))
        for _ in 0..<FuzzEffort.rounds(rounds) { try body(of(Array(random.pick(seeds).utf8), with: &random)) }
    }
}
