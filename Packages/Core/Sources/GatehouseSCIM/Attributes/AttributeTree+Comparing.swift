extension AttributeDefinition {
    /// Whether a part of a value is not the client's to change once it is there.
    var isFixed: Bool { [.readOnly, .immutable].contains(mutability) }
}

extension AttributeTree {
    /// This as a client wrote it, with the parts that are not the client's as `old` has them: read-only ones always,
    /// immutable ones once they are there.
    func keepingFixed(of old: AttributeTree, _ definition: AttributeDefinition) -> AttributeTree {
        var tree = self
        for part in definition.subAttributes where part.isFixed {
            tree[part.name] = old[part.name] ?? (part.mutability == .immutable ? tree[part.name] : nil)
        }
        return tree
    }

    /// Whether the two say the same: a value that is said not to be primary is one of which nothing is said.
    func saysTheSame(as other: AttributeTree) -> Bool { self == other || plain == other.plain }

    fileprivate var plain: AttributeTree {
        var tree = AttributeTree()
        for name in names where !(name == "primary" && truth(name) == false) { tree[name] = self[name]?.plain }
        return tree
    }
}

extension AttributeValue {
    /// How much more work the value is than a short one: another for each 64 bytes of an ASCII text beyond the first, and
    /// for each 16 bytes of another, which is folded and hashed by Unicode's rules.
    var extraWork: Int {
        switch self {
        case .text(let text): Self.extraWork(of: text)
        case .complex(let tree): tree.extraWork
        case .list(let values): values.reduce(0) { $0 + $1.extraWork }
        case .truth, .integer, .decimal: 0
        }
    }

    private static func extraWork(of text: String) -> Int {
        let length = text.utf8.count
        guard length >= 16 else { return 0 }
        return text.utf8.allSatisfy { $0 < 0x80 } ? max(0, length - 64) / 64 : length / 16
    }

    fileprivate var plain: AttributeValue {
        switch self {
        case .complex(let tree): .complex(tree.plain)
        case .list(let values): .list(values.map(\.plain))
        default: self
        }
    }
}

extension [AttributeValue] {
    /// Each value once, where it stands first.
    func withoutRepeats() -> [AttributeValue] {
        var seen = Set<AttributeValue>()
        return filter { seen.insert($0).inserted }
    }

    /// Each value once, where it stands first, if only those at `places` may be there twice.
    func withoutRepeats(of places: Set<Int>) -> [AttributeValue] {
        guard places.count <= 8 else { return withoutRepeats() }
        var repeated = Set<Int>()
        for place in places {
            for other in indices where other != place && self[other] == self[place] {
                repeated.insert(Swift.max(place, other))
            }
        }
        return repeated.isEmpty ? self : indices.filter { !repeated.contains($0) }.map { self[$0] }
    }
}
