public import GatehouseModel

/// Learns which collectors are under way, so that one that ends the whole program is known afterwards.
public protocol CollectorWitness: Sendable {
    /// Why this collector must not run now, in words; `nil` when it may.
    func objection(to name: String, at now: Instant) -> String?
    /// It is about to run.
    func began(_ name: String)
    /// It came back, in time or later.
    func ended(_ name: String)
}
