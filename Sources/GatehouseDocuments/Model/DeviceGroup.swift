/// A group to which devices are assigned one by one.
public struct DeviceGroup: Hashable, Sendable {
    /// What compliance policies and enrolment codes call it.
    public var name: String
    /// For people; may be empty.
    public var description: String

    /// A group without members; membership is kept with the device.
    public init(name: String, description: String = "") {
        self.name = name
        self.description = description
    }
}
