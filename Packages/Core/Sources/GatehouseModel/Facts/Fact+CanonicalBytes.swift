extension Fact {
    /// One byte string for one observation, the same on every machine: what the digest of a device's state is over.
    ///
    /// The time of observation is left out: seeing the same thing again is no change.
    public var canonicalBytes: [UInt8] {
        var bytes = [UInt8]()
        bytes.reserveCapacity(256)
        bytes.appendText(key.rawValue)
        switch state {
        case .known(let value):
            bytes.append(1)
            bytes.append(value)
        case .absent(let reason):
            bytes.append(2)
            bytes.appendText(reason)
        case .unavailable(let reason):
            bytes.append(3)
            bytes.appendText(reason)
        }
        bytes.appendText(source)
        bytes.appendText(evidence)
        bytes.appendText(assurance.rawValue)
        return bytes
    }
}

extension [UInt8] {
    /// Length first, so that no two lists of texts give the same bytes.
    fileprivate mutating func appendText(_ text: String) {
        appendInteger(Int64(text.utf8.count))
        append(contentsOf: text.utf8)
    }

    fileprivate mutating func appendInteger(_ value: Int64) {
        for shift in stride(from: 56, through: 0, by: -8) { append(UInt8(truncatingIfNeeded: value >> Int64(shift))) }
    }

    fileprivate mutating func append(_ value: FactValue) {
        switch value {
        case .boolean(let value): append(contentsOf: [1, value ? 1 : 0])
        case .integer(let value):
            append(2)
            appendInteger(value)
        case .text(let text):
            append(3)
            appendText(text)
        case .list(let values):
            append(4)
            appendInteger(Int64(values.count))
            for value in values { append(value) }
        case .record(let fields):
            append(5)
            appendInteger(Int64(fields.count))
            for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
                appendText(name)
                append(value)
            }
        }
    }
}
