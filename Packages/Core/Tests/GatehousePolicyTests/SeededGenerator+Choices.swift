import GatehouseFuzzing

extension SeededGenerator {
    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    /// Each element with even odds, possibly none.
    mutating func some<Element: Hashable>(_ elements: [Element]) -> Set<Element> {
        Set(elements.filter { _ in chance(40) })
    }
}
