/// What a fact tells about the person behind a device, and so whether it is sent at all.
public enum PrivacyClass: String, Sendable, Hashable, CaseIterable {
    /// How well the machine is protected.
    case posture
    /// What tells this machine apart: serial number, host name, hardware addresses.
    case identity
    /// What is installed or connected.
    case inventory
    /// Who uses it and where: login names, addresses, browser extensions.
    case person

    /// Whether a device that is owned so reports facts of this class.
    ///
    /// A company's device reports all of them, a personal one only posture and identity; one whose owner is not known
    /// counts as personal.
    public func isReported(by ownership: Ownership?) -> Bool {
        switch (self, ownership) {
        case (.posture, _), (.identity, _), (_, .company): true
        case (.inventory, _), (.person, _): false
        }
    }
}
