import GatehouseWire

extension JSON {
    /// The first member of this name without regard to case; `nil` when there is none or the value is no object.
    func member(_ name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { FoldedComparison.areEqual($0.name, name) }?.value
    }

    /// Whether `schemas` holds this URN, in any case.
    func hasSchema(_ urn: String) -> Bool {
        guard case .array(let values) = member("schemas") else { return false }
        return values.contains {
            if case .string(let text) = $0 { return FoldedComparison.areEqual(text, urn) }
            return false
        }
    }
}
