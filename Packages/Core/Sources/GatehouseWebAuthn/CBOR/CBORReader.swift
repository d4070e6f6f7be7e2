/// Walks the bytes of CBOR items once, in CTAP2's canonical form (CTAP 2.1 §8).
///
/// INVARIANT (bounds): `position <= bytes.count`, and every access follows a check against `bytes.count`.
struct CBORReader {
    private let bytes: [UInt8]
    private let limits: CBOR.Limits
    private(set) var position: Int
    private var depth = 0

    init(_ bytes: [UInt8], at offset: Int = 0, limits: CBOR.Limits) {
        self.bytes = bytes
        self.limits = limits
        position = min(max(offset, 0), bytes.count)
    }

    mutating func item() throws(WebAuthnError) -> CBOR {
        guard bytes.count <= limits.bytes else {
            throw WebAuthnError(
                .cborTooLarge, "\(bytes.count) bytes of CBOR are more than the \(limits.bytes) allowed")
        }
        let start = position
        let head = try readHead()
        switch head.major {
        case 0: return .integer(try signed(head.argument, at: start))
        case 1: return .integer(-1 - (try signed(head.argument, at: start)))
        case 2: return .bytes(Array(try take(head.argument, at: start)))
        case 3:
            guard let text = String(validating: try take(head.argument, at: start), as: UTF8.self) else {
                throw error(.cborNotUTF8, at: start, "a text is not UTF-8")
            }
            return .text(text)
        case 4: return try readArray(head.argument, at: start)
        case 5: return try readMap(head.argument, at: start)
        case 6: throw error(.cborUnsupported, at: start, "tag \(head.argument) is not supported")
        default: return try simple(head, at: start)
        }
    }

    private mutating func readArray(_ count: UInt64, at start: Int) throws(WebAuthnError) -> CBOR {
        let count = try descend(count, eachAtLeast: 1, at: start)
        var values = [CBOR]()
        for _ in 0..<count { values.append(try item()) }
        depth -= 1
        return .array(values)
    }

    /// CTAP2 sorts by major type, then length, then bytes: the order of the encoded keys, byte by byte.
    private mutating func readMap(_ count: UInt64, at start: Int) throws(WebAuthnError) -> CBOR {
        let count = try descend(count, eachAtLeast: 2, at: start)
        var entries = [CBOR.Entry]()
        var previous: ArraySlice<UInt8> = []
        for index in 0..<count {
            let keyStart = position
            let key = try item()
            switch key {
            case .integer, .text: break
            default: throw error(.cborUnsupported, at: keyStart, "\(key.kind) cannot be a key")
            }
            let encoded = bytes[keyStart..<position]
            if index > 0 {
                guard encoded != previous else {
                    throw error(.cborDuplicateKey, at: keyStart, "the key \(quoted(encoded)) is given twice")
                }
                guard previous.lexicographicallyPrecedes(encoded) else {
                    throw error(.cborNotCanonical, at: keyStart, "the key \(quoted(encoded)) is out of order")
                }
            }
            previous = encoded
            entries.append(CBOR.Entry(key, try item()))
        }
        depth -= 1
        return .map(entries)
    }

    private func simple(_ head: Head, at start: Int) throws(WebAuthnError) -> CBOR {
        switch (head.information, head.argument) {
        case (20, _): return .boolean(false)
        case (21, _): return .boolean(true)
        case (22, _): return .null
        case (25...27, _): throw error(.cborUnsupported, at: start, "floating-point numbers are not supported")
        default: throw error(.cborUnsupported, at: start, "the simple value \(head.argument) is not supported")
        }
    }
}

extension CBORReader {
    private struct Head {
        var major: UInt8
        var information: UInt8
        var argument: UInt64
    }

    private mutating func readHead() throws(WebAuthnError) -> Head {
        let start = position
        let initial = try take(1, at: start)[start]
        let (major, information) = (initial >> 5, initial & 0x1F)
        switch information {
        case 0..<24: return Head(major: major, information: information, argument: UInt64(information))
        case 24...27: break
        case 31: throw error(.cborIndefinite, at: start, "a length that is not given is not supported")
        default: throw error(.cborMalformed, at: start, "the additional information \(information) is reserved")
        }
        let size = 1 << (information - 24)
        let argument = try take(UInt64(size), at: start).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let least: UInt64 = size == 1 ? 24 : 1 << UInt64(size * 4)
        guard argument >= least || major == 7 else {
            throw error(.cborNotCanonical, at: start, "\(argument) is not written in its shortest form")
        }
        return Head(major: major, information: information, argument: argument)
    }

    private mutating func take(_ count: UInt64, at start: Int) throws(WebAuthnError) -> ArraySlice<UInt8> {
        guard count <= UInt64(bytes.count - position) else {
            throw error(.cborTruncated, at: start, "the item ends after the \(bytes.count) bytes that there are")
        }
        let end = position + Int(count)
        defer { position = end }
        return bytes[position..<end]
    }

    private func signed(_ argument: UInt64, at start: Int) throws(WebAuthnError) -> Int64 {
        guard let value = Int64(exactly: argument) else {
            throw error(.cborUnsupported, at: start, "a number does not fit 64 bits with a sign")
        }
        return value
    }

    /// A count that the bytes left can hold, so that nothing is allocated for what never comes.
    private mutating func descend(
        _ count: UInt64, eachAtLeast size: Int, at start: Int
    ) throws(WebAuthnError) -> Int {
        guard depth < limits.depth else {
            throw error(.cborTooDeep, at: start, "more than \(limits.depth) levels of nesting")
        }
        guard count <= UInt64((bytes.count - position) / size) else {
            throw error(.cborTruncated, at: start, "\(count) elements do not fit the bytes that there are")
        }
        depth += 1
        return Int(count)
    }

    private func error(_ code: WebAuthnError.Code, at offset: Int, _ message: String) -> WebAuthnError {
        WebAuthnError(code, "byte \(offset) of the CBOR: \(message)")
    }
}
