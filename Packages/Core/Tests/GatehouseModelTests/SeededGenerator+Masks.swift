import GatehouseFuzzing

extension SeededGenerator {
    /// Ones in every second group of sixteen bits, more or less.
    mutating func mask() -> (high: UInt64, low: UInt64) {
        func groups(_ bits: UInt64) -> UInt64 {
            (0..<4).reduce(0) { $0 << 16 | ((bits >> UInt64($1)) & 1 == 1 ? 0xFFFF : 0) }
        }
        return (groups(next()), groups(next()))
    }
}
