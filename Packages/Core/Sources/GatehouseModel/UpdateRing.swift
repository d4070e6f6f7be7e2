/// A part of the fleet that takes new releases of the agent at one time.
public struct UpdateRing: Hashable, Sendable {
    /// What administrators call it.
    public var name: String
    /// How much of the fleet it reaches together with the rings that reach less, from 1 to 100.
    public var percentage: Int
    /// From the release's signed date on.
    public var delay: Duration

    /// A ring over this share of the fleet.
    public init(name: String, percentage: Int, delay: Duration) {
        self.name = name
        self.percentage = percentage
        self.delay = delay
    }
}

extension Sequence<UpdateRing> {
    /// The ring of a device: the one that reaches least of those that reach it; `nil` when none does.
    ///
    /// A device's place follows from its identifier, so that it stays the same from release to release.
    public func ring(of device: DeviceID) -> UpdateRing? {
        let place = Int(device.low % 100)
        return filter { place < $0.percentage }.min { $0.percentage < $1.percentage }
    }
}
