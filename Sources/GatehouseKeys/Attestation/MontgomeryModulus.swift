/// Powers modulo an odd number, by Montgomery's multiplication (HAC §14.36).
struct MontgomeryModulus {
    /// Least significant first.
    private let limbs: [UInt64]
    /// −limbs⁻¹ modulo 2⁶⁴.
    private let inverse: UInt64
    /// R² modulo the modulus, where R is 2 to the 64 times the number of limbs.
    private let squareOfR: [UInt64]

    /// Reads a number with the most significant byte first; `nil` unless it is odd, begins with its highest bit and has
    /// a multiple of eight bytes, as every modulus of RSA does.
    init?(_ bytes: [UInt8]) {
        guard let first = bytes.first, first >= 0x80, let last = bytes.last, last & 1 == 1,
            bytes.count.isMultiple(of: 8)
        else { return nil }
        limbs = Self.limbs(bytes)
        var inverse: UInt64 = 1
        for _ in 0..<6 { inverse = inverse &* (2 &- limbs[0] &* inverse) }
        self.inverse = 0 &- inverse
        // R mod n is R − n, since n has its highest bit; doubling that as often as R has bits makes R².
        var number = [UInt64](repeating: 0, count: limbs.count)
        Self.subtract(limbs, from: &number)
        for _ in 0..<(limbs.count * 64) { number = Self.doubled(number, limbs) }
        squareOfR = number
    }

    /// `base` to the `exponent`; `base` has as many bytes as the modulus and is less than it.
    func power(_ base: [UInt8], _ exponent: UInt32) -> [UInt8] {
        let base = multiply(Self.limbs(base), squareOfR)
        var one = [UInt64](repeating: 0, count: limbs.count)
        one[0] = 1
        var result = multiply(one, squareOfR)
        for bit in stride(from: 31, through: 0, by: -1) {
            result = multiply(result, result)
            if exponent >> UInt32(bit) & 1 == 1 { result = multiply(result, base) }
        }
        return Self.bytes(multiply(result, one))
    }

    /// left · right · R⁻¹.
    private func multiply(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
        let count = limbs.count
        var sum = [UInt64](repeating: 0, count: count + 2)
        for index in 0..<count {
            Self.add(left[index], right, to: &sum)
            Self.add(sum[0] &* inverse, limbs, to: &sum)
            sum.removeFirst()
            sum.append(0)
        }
        var reduced = Array(sum.prefix(count))
        let borrowed = Self.subtract(limbs, from: &reduced)
        // The difference counts when there was a carry, or nothing was borrowed.
        let keep = UInt64(0) &- (sum[count] | (1 &- borrowed))
        return zip(reduced, sum).map { $0 & keep | $1 & ~keep }
    }

    /// sum += factor · number.
    private static func add(_ factor: UInt64, _ number: [UInt64], to sum: inout [UInt64]) {
        var carry: UInt64 = 0
        for index in number.indices {
            let product = factor.multipliedFullWidth(by: number[index])
            let (first, firstCarry) = product.low.addingReportingOverflow(sum[index])
            let (second, secondCarry) = first.addingReportingOverflow(carry)
            sum[index] = second
            carry = product.high &+ (firstCarry ? 1 : 0) &+ (secondCarry ? 1 : 0)
        }
        let (first, overflow) = sum[number.count].addingReportingOverflow(carry)
        sum[number.count] = first
        sum[number.count + 1] &+= overflow ? 1 : 0
    }

    /// number −= other; answers what was borrowed, 0 or 1.
    @discardableResult
    private static func subtract(_ other: [UInt64], from number: inout [UInt64]) -> UInt64 {
        var borrow: UInt64 = 0
        for index in number.indices {
            let (first, firstBorrow) = number[index].subtractingReportingOverflow(other[index])
            let (second, secondBorrow) = first.subtractingReportingOverflow(borrow)
            number[index] = second
            borrow = (firstBorrow ? 1 : 0) | (secondBorrow ? 1 : 0)
        }
        return borrow
    }

    /// Twice a number that is less than the modulus, modulo the modulus.
    private static func doubled(_ number: [UInt64], _ modulus: [UInt64]) -> [UInt64] {
        var carry: UInt64 = 0
        var twice = number.map { limb in
            defer { carry = limb >> 63 }
            return limb << 1 | carry
        }
        let unreduced = twice
        let borrowed = subtract(modulus, from: &twice)
        return carry == 1 || borrowed == 0 ? twice : unreduced
    }

    private static func limbs(_ bytes: [UInt8]) -> [UInt64] {
        stride(from: bytes.count, to: 0, by: -8).map { end in
            bytes[max(0, end - 8)..<end].reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    private static func bytes(_ limbs: [UInt64]) -> [UInt8] {
        limbs.reversed().flatMap { limb in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: limb >> UInt64($0)) }
        }
    }
}
