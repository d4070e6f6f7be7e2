import GatehouseModel

extension WorkItem: WireMessage {
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            action: try members.identifier("action"), kind: try members.text("kind"),
            expiresAt: try members.instant("expiresAt"))
    }

    public var json: JSON {
        .object(["action": .identifier(action), "kind": .string(kind), "expiresAt": .instant(expiresAt)])
    }
}

extension WorkResponse: WireMessage {
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            desired: try members.text("desired"),
            items: try members.list("items") { (json) throws(WireError) in try WorkItem(json: json) })
    }

    public var json: JSON {
        .object(["desired": .string(desired), "items": items.isEmpty ? nil : .array(items.map(\.json))])
    }
}

extension ActionReport: WireMessage {
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            requestID: try members.identifier("requestID"), action: try members.identifier("action"),
            state: try members.choice("state"), detail: try members.text("detail"))
    }

    public var json: JSON {
        .object([
            "requestID": .identifier(requestID), "action": .identifier(action), "state": .string(state.rawValue),
            "detail": .string(detail),
        ])
    }
}

extension StatusResponse: WireMessage {
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            deviceName: try members.text("deviceName"), state: try members.choice("state"),
            since: try members.instant("since"), graceEnd: try members.optionalInstant("graceEnd"),
            note: try members.optionalText("note"),
            problems: try members.list("problems") { (json) throws(WireError) in try Problem(json: json) })
    }

    public var json: JSON {
        .object([
            "deviceName": .string(deviceName), "state": .string(state.rawValue), "since": .instant(since),
            "graceEnd": graceEnd.map { .instant($0) }, "note": note.map { .string($0) },
            "problems": problems.isEmpty ? nil : .array(problems.map(\.json)),
        ])
    }
}

extension StatusResponse.Problem: WireMessage {
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            policy: try members.text("policy"), requirement: try members.text("requirement"),
            wanted: try members.text("wanted"), found: try members.text("found"),
            graceEnd: try members.optionalInstant("graceEnd"), remediation: try members.text("remediation"))
    }

    public var json: JSON {
        .object([
            "policy": .string(policy), "requirement": .string(requirement), "wanted": .string(wanted),
            "found": .string(found), "graceEnd": graceEnd.map { .instant($0) }, "remediation": .string(remediation),
        ])
    }
}
