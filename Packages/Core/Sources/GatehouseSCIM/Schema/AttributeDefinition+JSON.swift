public import GatehouseWire

extension AttributeDefinition {
    /// The definition as `/Schemas` shows it (RFC 7643 §7); what does not apply to the type is left out.
    public var json: JSON {
        var members = [
            JSON.Member("name", .string(name)), JSON.Member("type", .string(type.rawValue)),
            JSON.Member("multiValued", .boolean(isMultiValued)), JSON.Member("description", .string(summary)),
            JSON.Member("required", .boolean(isRequired)),
        ]
        if !canonicalValues.isEmpty { members.append(JSON.Member("canonicalValues", .texts(canonicalValues))) }
        if [.string, .reference, .binary].contains(type) {
            members.append(JSON.Member("caseExact", .boolean(isCaseExact)))
        }
        members += [
            JSON.Member("mutability", .string(mutability.rawValue)),
            JSON.Member("returned", .string(returned.rawValue)),
            JSON.Member("uniqueness", .string(uniqueness.rawValue)),
        ]
        if !referenceTypes.isEmpty { members.append(JSON.Member("referenceTypes", .texts(referenceTypes))) }
        if !subAttributes.isEmpty {
            members.append(JSON.Member("subAttributes", .array(subAttributes.map(\.json))))
        }
        return .object(members)
    }
}

extension JSON {
    static func texts(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }
}
