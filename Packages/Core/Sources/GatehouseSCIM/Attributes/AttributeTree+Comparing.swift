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
    /// How many bytes its texts have.
    var textLength: Int {
        switch self {
        case .text(let text): text.utf8.count
        case .complex(let tree): tree.textLength
        case .list(let values): values.reduce(0) { $0 + $1.textLength }
        case .truth, .integer, .decimal: 0
        }
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
}
