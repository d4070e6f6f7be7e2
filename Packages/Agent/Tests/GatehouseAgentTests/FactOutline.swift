import GatehouseModel

@testable import GatehouseAgent

extension [FactKey: Fact] {
    /// A fact's value as text; `absent` or `unavailable` where it has none.
    func outline(_ key: FactKey) -> String {
        guard let fact = self[key] else { return "missing" }
        return fact.value?.description ?? (fact.isAbsent ? "absent" : "unavailable")
    }
}

extension Seeded {
    /// `bytes` with a few of them changed, cut out or doubled.
    mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for _ in 0..<Int.random(in: 1...6, using: &self) where !result.isEmpty {
            let place = Int.random(in: 0..<result.count, using: &self)
            switch Int.random(in: 0..<5, using: &self) {
            case 0: result[place] = .random(in: 0...255, using: &self)
            case 1: result[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 2: result.remove(at: place)
            case 3: result.insert(pick([0, 0xFF, 0x22, 0x5C, 0x0A, 0x80]), at: place)
            default: result.removeSubrange(place..<Swift.min(place + 40, result.count))
            }
        }
        return result
    }
}
