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

extension FactCatalogue {
    /// What `key` tells about a person; a key that is not in the catalogue counts as the most private.
    public static func privacy(of key: FactKey) -> PrivacyClass { definition(of: key)?.privacy ?? .person }

    /// Why a device that is owned so does not report `key`, in words; `nil` when it does.
    ///
    /// What a discovery script finds is reported wherever the script may run, and on a personal device it runs only if
    /// those who approved it said so: withholding its facts as well would only make it fail.
    public static func withholding(of key: FactKey, by ownership: Ownership?) -> String? {
        guard !key.isCustom, !privacy(of: key).isReported(by: ownership) else { return nil }
        return ownership == nil
            ? "not reported by devices whose owner is not known" : "not reported by personal devices"
    }
}
