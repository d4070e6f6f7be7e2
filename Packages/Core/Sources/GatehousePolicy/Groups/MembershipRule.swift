public import GatehouseModel

/// The rule of a directory group, over people (`user.department -eq "Sales"`) or over devices
/// (`device.platform -eq "linux"`); never over both.
public struct MembershipRule: Hashable, Sendable {
    /// What a rule chooses.
    public enum Subject: String, Hashable, Sendable, CaseIterable {
        case users
        case devices
    }

    /// The rule as it was written.
    public let text: String
    /// What its attributes are those of.
    public let subject: Subject
    private let root: FilterNode

    /// Reads the grammar of device filters, with `user.` beside `device.`; refuses with the position and what would be
    /// right, a rule over both, and one that looks at compliance.
    public init(parsing text: String) throws(FilterError) {
        guard text.unicodeScalars.count <= FilterExpression.longest else {
            throw FilterError(
                offset: 0, message: "the rule is longer than \(FilterExpression.longest) characters")
        }
        var parser = FilterParser(tokens: try FilterLexer.tokens(of: text), scope: .membership)
        root = try parser.rule()
        self.text = text
        let properties = root.properties
        let overUsers = properties.count { $0.isOfUser }
        guard overUsers == 0 || overUsers == properties.count else {
            throw FilterError(
                offset: 0,
                message:
                    "a rule is over people or over devices, not over both\nhint: make two groups, and a third with both in it"
            )
        }
        guard !properties.contains(.isCompliant) else {
            throw FilterError(
                offset: 0, message: "`device.isCompliant` cannot choose who is in a group: it changes by the hour")
        }
        subject = overUsers > 0 ? .users : .devices
    }

    /// Whether the person is chosen; never by a rule over devices.
    public func selects(_ user: User) -> Bool {
        subject == .users && root.holds(for: FilterSubject(user: user)) == true
    }

    /// Whether the device is chosen; never by a rule over people, and never while what the rule needs is not known.
    public func selects(_ device: Device) -> Bool {
        subject == .devices && root.holds(for: .assigning(device)) == true
    }

    /// The rule in one spelling.
    public var canonicalText: String { root.text }
}
