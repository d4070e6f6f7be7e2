import GatehouseTPM

/// SHA-256 by the letter of FIPS 180-4, and no other algorithm.
///
/// So that the tests of a package without cryptography can follow names and registers.
func referenceDigest(_ algorithm: TPMAlgorithm, _ message: [UInt8]) -> [UInt8]? {
    guard algorithm == .sha256 else { return nil }
    let primes = (2...311).filter { number in !(2..<number).contains { number.isMultiple(of: $0) } }
    let constants = primes.prefix(64).map { fraction(of: Double($0), root: 1.0 / 3) }
    var state = primes.prefix(8).map { fraction(of: Double($0), root: 0.5) }
    var padded = message + [0x80]
    while padded.count % 64 != 56 { padded.append(0) }
    padded += (0..<8).reversed().map { UInt8(truncatingIfNeeded: (message.count * 8) >> ($0 * 8)) }
    for block in stride(from: 0, to: padded.count, by: 64) { compress(padded[block..<block + 64], constants, &state) }
    return state.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
}

private func compress(_ block: ArraySlice<UInt8>, _ constants: [UInt32], _ state: inout [UInt32]) {
    let bytes = Array(block)
    var words = (0..<16).map { index in (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[index * 4 + $1]) } }
    for index in 16..<64 {
        let (low, high) = (words[index - 15], words[index - 2])
        let first = turn(low, 7) ^ turn(low, 18) ^ low >> 3
        words.append(words[index - 16] &+ first &+ words[index - 7] &+ (turn(high, 17) ^ turn(high, 19) ^ high >> 10))
    }
    var v = state
    for index in 0..<64 {
        let choice = v[4] & v[5] ^ ~v[4] & v[6]
        let first =
            v[7] &+ (turn(v[4], 6) ^ turn(v[4], 11) ^ turn(v[4], 25)) &+ choice &+ constants[index] &+ words[index]
        let majority = v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2]
        let second = (turn(v[0], 2) ^ turn(v[0], 13) ^ turn(v[0], 22)) &+ majority
        v = [first &+ second, v[0], v[1], v[2], v[3] &+ first, v[4], v[5], v[6]]
    }
    state = zip(state, v).map { $0 &+ $1 }
}

private func turn(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

/// The first 32 bits after the point of a square or cube root, found by bisection in whole numbers.
private func fraction(of number: Double, root: Double) -> UInt32 {
    let degree = root == 0.5 ? 2 : 3
    var (low, high) = (UInt64(0), UInt64(1) << 40)
    while high - low > 1 {
        let middle = (low + high) / 2
        if power(middle, degree, isAtMost: UInt64(number)) { low = middle } else { high = middle }
    }
    return UInt32(truncatingIfNeeded: low)
}

/// Whether (base / 2³²) to the `degree` is at most `limit`.
private func power(_ base: UInt64, _ degree: Int, isAtMost limit: UInt64) -> Bool {
    let product = (1..<degree).reduce(UInt128(base)) { result, _ in result * UInt128(base) }
    return product <= UInt128(limit) << UInt128(32 * degree)
}
