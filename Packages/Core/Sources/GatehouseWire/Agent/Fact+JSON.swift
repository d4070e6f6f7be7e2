public import GatehouseModel

extension FactValue {
    /// Reads a value; `null` and numbers with a fraction have no meaning as a fact and are refused.
    public init(json: JSON) throws(WireError) {
        switch json {
        case .boolean(let value): self = .boolean(value)
        case .integer(let value): self = .integer(value)
        case .string(let text): self = .text(text)
        case .null: throw WireError(.wrongType, at: "", "`null` is not a fact's value")
        case .number: throw WireError(.wrongType, at: "", "a fact's number must be whole and fit in 64 bits")
        case .array(let elements):
            var values = [FactValue]()
            values.reserveCapacity(elements.count)
            for (index, element) in elements.enumerated() {
                do { values.append(try FactValue(json: element)) } catch { throw error.within("[\(index)]") }
            }
            self = .list(values)
        case .object(let members):
            var fields = [String: FactValue](minimumCapacity: members.count)
            for member in members {
                do { fields[member.name] = try FactValue(json: member.value) } catch { throw error.within(member.name) }
            }
            self = .record(fields)
        }
    }

    /// The value as JSON; the members of a record stand in the order of their names.
    public var json: JSON {
        switch self {
        case .boolean(let value): .boolean(value)
        case .integer(let value): .integer(value)
        case .text(let text): .string(text)
        case .list(let values): .array(values.map(\.json))
        case .record(let fields):
            .object(fields.sorted { $0.key < $1.key }.map { JSON.Member($0.key, $0.value.json) })
        }
    }
}

extension Fact: WireMessage {
    private static let keyLimit = 128

    /// Reads `{"key", "value" | "state" and "reason", "source", "evidence", "observedAt", "assurance"}`.
    ///
    /// A fact without `state` is known and needs `value`; `absent` and `unavailable` need `reason`.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        let key = try members.text("key")
        guard !key.isEmpty, key.utf8.count <= Self.keyLimit else {
            throw WireError(.unknownValue, at: "key", "a key has 1 to \(Self.keyLimit) bytes")
        }
        self.init(
            key: FactKey(key), state: try FactState(members), source: try members.text("source"),
            evidence: try members.text("evidence"), observedAt: try members.instant("observedAt"),
            assurance: try members.choice("assurance"))
    }

    /// The form that ``init(json:)`` reads; a known fact has no `state`.
    public var json: JSON {
        var members = [JSON.Member("key", .string(key.rawValue))]
        members.reserveCapacity(7)
        switch state {
        case .known(let value): members.append(JSON.Member("value", value.json))
        case .absent(let reason):
            members.append(JSON.Member("state", .string("absent")))
            members.append(JSON.Member("reason", .string(reason)))
        case .unavailable(let reason):
            members.append(JSON.Member("state", .string("unavailable")))
            members.append(JSON.Member("reason", .string(reason)))
        }
        members.append(JSON.Member("source", .string(source)))
        members.append(JSON.Member("evidence", .string(evidence)))
        members.append(JSON.Member("observedAt", .instant(observedAt)))
        members.append(JSON.Member("assurance", .string(assurance.rawValue)))
        return .object(members)
    }
}

extension FactState {
    fileprivate init(_ members: MemberReader) throws(WireError) {
        switch try members.optionalText("state") ?? "known" {
        case "known":
            let value = try members.required("value")
            do { self = .known(try FactValue(json: value)) } catch { throw error.within("value") }
        case "absent": self = .absent(reason: try members.text("reason"))
        case "unavailable": self = .unavailable(reason: try members.text("reason"))
        case let other: throw WireError(.unknownValue, at: "state", "`\(other.prefix(64))` is not a fact's state")
        }
    }
}
