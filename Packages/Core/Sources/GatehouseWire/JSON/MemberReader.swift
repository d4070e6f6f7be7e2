import GatehouseModel

/// Takes typed members out of a JSON object; errors name the member by its path.
struct MemberReader {
    private let members: [JSON.Member]

    /// Refuses what is not an object.
    init(_ json: JSON) throws(WireError) {
        guard case .object(let members) = json else { throw WireError(.wrongType, at: "", "an object was expected") }
        self.members = members
    }

    subscript(name: String) -> JSON? {
        for member in members where member.name == name { return member.value }
        return nil
    }

    /// The member, unless it is missing or `null`.
    func present(_ name: String) -> JSON? {
        guard let value = self[name], value != .null else { return nil }
        return value
    }

    func required(_ name: String) throws(WireError) -> JSON {
        guard let value = self[name] else { throw WireError(.missingMember, at: name, "`\(name)` is missing") }
        return value
    }

    func text(_ name: String) throws(WireError) -> String {
        guard case .string(let text) = try required(name) else { throw wrongType(name, "text") }
        return text
    }

    func optionalText(_ name: String) throws(WireError) -> String? {
        try present(name) == nil ? nil : text(name)
    }

    func integer(_ name: String) throws(WireError) -> Int64 {
        guard case .integer(let value) = try required(name) else { throw wrongType(name, "a whole number") }
        return value
    }

    func optionalBoolean(_ name: String) throws(WireError) -> Bool? {
        guard let value = present(name) else { return nil }
        guard case .boolean(let boolean) = value else { throw wrongType(name, "true or false") }
        return boolean
    }

    func optionalInteger(_ name: String) throws(WireError) -> Int64? {
        try present(name) == nil ? nil : integer(name)
    }

    /// An object whose members are all texts; empty when it is missing.
    func texts(_ name: String) throws(WireError) -> [String: String] {
        guard let value = present(name) else { return [:] }
        guard case .object(let members) = value else { throw wrongType(name, "an object") }
        var texts = [String: String]()
        for member in members {
            guard case .string(let text) = member.value else { throw wrongType("\(name).\(member.name)", "text") }
            texts[member.name] = text
        }
        return texts
    }

    func array(_ name: String) throws(WireError) -> [JSON] {
        guard let value = present(name) else { return [] }
        guard case .array(let values) = value else { throw wrongType(name, "an array") }
        return values
    }

    func instant(_ name: String) throws(WireError) -> Instant {
        try value(name, "an RFC 3339 time", Instant.init)
    }

    func optionalInstant(_ name: String) throws(WireError) -> Instant? {
        try present(name) == nil ? nil : instant(name)
    }

    func identifier<Kind>(_ name: String) throws(WireError) -> Identifier<Kind> {
        try value(name, "a UUID", { Identifier<Kind>($0) })
    }

    func optionalIdentifier<Kind>(_ name: String) throws(WireError) -> Identifier<Kind>? {
        try present(name) == nil ? nil : identifier(name)
    }

    func choice<Value: RawRepresentable<String>>(_ name: String) throws(WireError) -> Value {
        try value(name, "a known value", Value.init(rawValue:))
    }

    func base64(_ name: String) throws(WireError) -> [UInt8] {
        try value(name, "base64", Base64.decode)
    }

    /// The member read by `read`; its text is quoted in the error, cut at 64 characters.
    func value<Value>(_ name: String, _ wanted: String, _ read: (String) -> Value?) throws(WireError) -> Value {
        let text = try text(name)
        guard let value = read(text) else {
            throw WireError(.unknownValue, at: name, "`\(text.prefix(64))` is not \(wanted)")
        }
        return value
    }

    /// A message within this one; errors name its place.
    func message<Message: WireMessage>(_ name: String) throws(WireError) -> Message {
        let json = try required(name)
        do { return try Message(json: json) } catch { throw error.within(name) }
    }

    func optionalMessage<Message: WireMessage>(_ name: String) throws(WireError) -> Message? {
        guard present(name) != nil else { return nil }
        return try message(name)
    }

    /// The elements of an array, each read by `read`; an error names the index.
    func list<Value>(
        _ name: String, _ read: (JSON) throws(WireError) -> Value
    ) throws(WireError) -> [Value] {
        var values = [Value]()
        for (index, element) in try array(name).enumerated() {
            do { values.append(try read(element)) } catch { throw error.within("\(name)[\(index)]") }
        }
        return values
    }

    private func wrongType(_ name: String, _ wanted: String) -> WireError {
        WireError(.wrongType, at: name, "\(wanted) was expected")
    }
}

extension WireError {
    /// The same error, seen from outside the member or element at `place`.
    func within(_ place: String) -> WireError {
        var error = self
        if location.isEmpty {
            error.location = place
        } else {
            error.location = location.hasPrefix("[") ? place + location : "\(place).\(location)"
        }
        return error
    }
}

extension JSON {
    /// An object without the members whose value is `nil`.
    static func object(_ members: KeyValuePairs<String, JSON?>) -> JSON {
        var present = [Member]()
        present.reserveCapacity(members.count)
        for (name, value) in members {
            if let value { present.append(Member(name, value)) }
        }
        return .object(present)
    }

    static func instant(_ instant: Instant) -> JSON { .string(instant.description) }

    static func identifier<Kind>(_ identifier: Identifier<Kind>) -> JSON { .string(identifier.description) }
}
