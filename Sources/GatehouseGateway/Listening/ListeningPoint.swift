import GatehouseService

/// An enforcement point that asks here, with a number that stands for it in the keys of the cache.
struct ListeningPoint: Hashable, Sendable {
    var name: EnforcementPointName
    var number: UInt32
}
