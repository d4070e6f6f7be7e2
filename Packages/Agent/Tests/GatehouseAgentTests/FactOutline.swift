import GatehouseModel

@testable import GatehouseAgent

extension [FactKey: Fact] {
    /// A fact's value as text; `absent` or `unavailable` where it has none.
    func outline(_ key: FactKey) -> String {
        guard let fact = self[key] else { return "missing" }
        return fact.value?.description ?? (fact.isAbsent ? "absent" : "unavailable")
    }
}
