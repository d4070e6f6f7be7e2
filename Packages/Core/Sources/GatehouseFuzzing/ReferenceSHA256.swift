/// SHA-256 by the letter of FIPS 180-4, so that the tests of a package without cryptography can follow hashes.
public enum ReferenceSHA256 {
    /// The 32 bytes.
    public static func hash(_ message: [UInt8]) -> [UInt8] {
        var state = initial
        var padded = message + [0x80]
        while padded.count % 64 != 56 { padded.append(0) }
        padded += (0..<8).reversed().map { UInt8(truncatingIfNeeded: (message.count * 8) >> ($0 * 8)) }
        for block in stride(from: 0, to: padded.count, by: 64) { compress(padded[block..<block + 64], &state) }
        return state.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
    }

    private static let primes = (2...311).filter { number in !(2..<number).contains { number.isMultiple(of: $0) } }
    private static let constants = primes.prefix(64).map { fraction(ofRoot: 3, of: UInt64($0)) }
    private static let initial = primes.prefix(8).map { fraction(ofRoot: 2, of: UInt64($0)) }

    private static func compress(_ block: ArraySlice<UInt8>, _ state: inout [UInt32]) {
        var words = [UInt32](repeating: 0, count: 64)
        for (index, byte) in block.enumerated() { words[index / 4] = words[index / 4] << 8 | UInt32(byte) }
        for index in 16..<64 {
            let (low, high) = (words[index - 15], words[index - 2])
            words[index] =
                words[index - 16] &+ (turn(low, 7) ^ turn(low, 18) ^ low >> 3)
                &+ words[index - 7] &+ (turn(high, 17) ^ turn(high, 19) ^ high >> 10)
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for index in 0..<64 {
            let first =
                h &+ (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) &+ (e & f ^ ~e & g) &+ constants[index] &+ words[index]
            let second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) &+ (a & b ^ a & c ^ b & c)
            (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
        }
        state = zip(state, [a, b, c, d, e, f, g, h]).map { $0 &+ $1 }
    }

    private static func turn(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

    /// The first 32 bits after the point of a root, found by bisection in whole numbers.
    private static func fraction(ofRoot degree: Int, of number: UInt64) -> UInt32 {
        var (low, high) = (UInt128(0), UInt128(1) << 36)
        while high - low > 1 {
            let middle = (low + high) / 2
            let power = (1..<degree).reduce(middle) { product, _ in product * middle }
            if power <= UInt128(number) << UInt128(32 * degree) { low = middle } else { high = middle }
        }
        return UInt32(truncatingIfNeeded: low)
    }
}
