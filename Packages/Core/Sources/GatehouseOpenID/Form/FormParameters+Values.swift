extension FormParameters {
    /// The value of a parameter; `nil` when it is missing or empty (RFC 6749 §3.1).
    public subscript(name: String) -> String? {
        for field in fields where isSame(field.name, name) { return field.value.isEmpty ? nil : field.value }
        return nil
    }

    /// A value in printable ASCII, which is what RFC 6749 appendix A allows but for names of people.
    func text(_ name: String, atMost limit: Int = 2048) throws(OpenIDError) -> String? {
        guard let value = try unicode(name, atMost: limit) else { return nil }
        guard value.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw OpenIDError(.parameterMalformed, "`\(name)` has other characters than printable ASCII")
        }
        return value
    }

    func required(_ name: String, atMost limit: Int = 2048) throws(OpenIDError) -> String {
        guard let value = try text(name, atMost: limit) else {
            throw OpenIDError(.parameterMissing, "`\(name)` is missing")
        }
        return value
    }

    /// A value in any characters but those of control.
    func unicode(_ name: String, atMost limit: Int = 2048) throws(OpenIDError) -> String? {
        guard let value = self[name] else { return nil }
        guard value.utf8.count <= limit else {
            throw OpenIDError(.parameterTooLong, "`\(name)` has \(value.utf8.count) bytes, more than \(limit)")
        }
        guard value.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw OpenIDError(.parameterMalformed, "`\(name)` has characters of control")
        }
        return value
    }

    /// Words with one space between; empty when the parameter is missing.
    func words(_ name: String, atMost limit: Int = 2048, count: Int = 32) throws(OpenIDError) -> [String] {
        guard let value = try text(name, atMost: limit) else { return [] }
        let words = value.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        guard words.count <= count else {
            throw OpenIDError(.parameterTooLong, "`\(name)` has \(words.count) words, more than \(count)")
        }
        return words
    }

    /// A whole number of up to nine digits.
    func number(_ name: String) throws(OpenIDError) -> Int? {
        guard let value = try text(name) else { return nil }
        guard value.utf8.count <= 9, value.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(value)
        else { throw OpenIDError(.parameterMalformed, "`\(name)` is \(quoted(value)), which is not a whole number") }
        return number
    }
}
