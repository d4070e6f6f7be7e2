import GatehouseModel

extension WorkItem: WireMessage {
    /// Reads a command; its kind may be one that this agent does not know.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            action: try members.identifier("action"), kind: try members.text("kind"),
            expiresAt: try members.instant("expiresAt"))
    }

    /// All members, the time as RFC 3339.
    public var json: JSON {
        .object(["action": .identifier(action), "kind": .string(kind), "expiresAt": .instant(expiresAt)])
    }
}

extension WorkResponse: WireMessage {
    /// Reads the list; without `items` nothing waits.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            desired: try members.text("desired"),
            items: try members.list("items") { (json) throws(WireError) in try WorkItem(json: json) })
    }

    /// The list, without `items` when nothing waits.
    public var json: JSON {
        .object(["desired": .string(desired), "items": items.isEmpty ? nil : .array(items.map(\.json))])
    }
}
