/// What Gatehouse may do with an enrolled device.
public enum DeviceManagement: String, Sendable, Hashable, CaseIterable {
    /// It reports, is configured, takes actions and can be compliant.
    case managed
    /// It reports and no more: it takes no action but `sync`, and is never compliant unless the tenant says so.
    case telemetryOnly
}
