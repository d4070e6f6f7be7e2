extension JSONReader {
    /// Reads the string whose opening quote is next.
    mutating func readString() throws(WireError) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let text = try decode(UnsafeBufferPointer(rebasing: bytes[start..<position]), from: start)
                position += 1
                return text
            case UInt8(ascii: "\\"): return try readEscapedString(from: start)
            case 0..<0x20: throw malformed("a control character stands unescaped in a string")
            default: position += 1
            }
        }
        throw truncated()
    }

    private func decode(_ slice: UnsafeBufferPointer<UInt8>, from start: Int) throws(WireError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw WireError(.notUTF8, at: "byte \(start)", "a string is not UTF-8")
        }
        return text
    }

    private mutating func readEscapedString(from start: Int) throws(WireError) -> String {
        var text = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                let decoded = try text.withUnsafeBufferPointer { Result(bytes: $0, of: self, from: start) }.get()
                position += 1
                return decoded
            case UInt8(ascii: "\\"): try readEscape(into: &text)
            case 0..<0x20: throw malformed("a control character stands unescaped in a string")
            default:
                text.append(byte)
                position += 1
            }
        }
        throw truncated()
    }

    private mutating func readEscape(into text: inout [UInt8]) throws(WireError) {
        position += 1
        guard let byte = peek else { throw truncated() }
        let plain: UInt8
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain = byte
        case UInt8(ascii: "b"): plain = 0x08
        case UInt8(ascii: "f"): plain = 0x0C
        case UInt8(ascii: "n"): plain = 0x0A
        case UInt8(ascii: "r"): plain = 0x0D
        case UInt8(ascii: "t"): plain = 0x09
        case UInt8(ascii: "u"):
            position += 1
            text.append(contentsOf: String(Character(try readEscapedScalar())).utf8)
            return
        default: throw malformed("an unknown escape in a string")
        }
        position += 1
        text.append(plain)
    }

    private mutating func readEscapedScalar() throws(WireError) -> Unicode.Scalar {
        let first = try readCodeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00 else { throw malformed("a lone surrogate in a string") }
        for expected in [UInt8(ascii: "\\"), UInt8(ascii: "u")] {
            guard let byte = peek else { throw truncated() }
            guard byte == expected else { throw malformed("a lone surrogate in a string") }
            position += 1
        }
        let second = try readCodeUnit()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
        else { throw malformed("a lone surrogate in a string") }
        return scalar
    }

    private mutating func readCodeUnit() throws(WireError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = peek else { throw truncated() }
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 | UInt16(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): unit = unit << 4 | UInt16(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): unit = unit << 4 | UInt16(byte - UInt8(ascii: "A") + 10)
            default: throw malformed("four hexadecimal digits were expected")
            }
            position += 1
        }
        return unit
    }
}

extension JSONReader {
    /// Reads the number that is next: `-? (0 | [1-9][0-9]*) (.[0-9]+)? ([eE][+-]?[0-9]+)?`.
    mutating func readNumber() throws(WireError) -> JSON {
        let start = position
        let isNegative = peek == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let whole = position
        var value: Int64? = 0
        while let digit = nextDigit() { value = Self.append(digit, to: value, isNegative: isNegative) }
        guard position > whole else { throw numberEnded() }
        if position - whole > 1, bytes[whole] == UInt8(ascii: "0") {
            position = whole
            throw malformed("a number has a leading zero")
        }
        var isWhole = true
        if peek == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            try skipDigits()
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            isWhole = false
            position += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
            try skipDigits()
        }
        if isWhole, let value { return .integer(value) }
        guard position - start <= 512, let number = Double(String(decoding: bytes[start..<position], as: UTF8.self)),
            number.isFinite
        else {
            position = start
            throw malformed("a number is beyond what a double holds")
        }
        return .number(number)
    }

    private mutating func nextDigit() -> UInt8? {
        guard position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit < 10 else {
            return nil
        }
        position += 1
        return digit
    }

    private mutating func skipDigits() throws(WireError) {
        guard nextDigit() != nil else { throw numberEnded() }
        while nextDigit() != nil {}
    }

    private func numberEnded() -> WireError {
        position < bytes.count ? malformed("a digit was expected") : truncated()
    }

    /// `nil` once the number does not fit.
    private static func append(_ digit: UInt8, to value: Int64?, isNegative: Bool) -> Int64? {
        guard let value else { return nil }
        let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
        guard !overflow else { return nil }
        let (sum, beyond) =
            isNegative
            ? scaled.subtractingReportingOverflow(Int64(digit)) : scaled.addingReportingOverflow(Int64(digit))
        return beyond ? nil : sum
    }
}

extension Result where Success == String, Failure == WireError {
    fileprivate init(bytes: UnsafeBufferPointer<UInt8>, of reader: JSONReader, from start: Int) {
        if let text = String(validating: bytes, as: UTF8.self) {
            self = .success(text)
        } else {
            self = .failure(WireError(.notUTF8, at: "byte \(start)", "a string is not UTF-8"))
        }
    }
}
