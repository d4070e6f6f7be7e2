import GatehouseModel

extension StatusResponse: WireMessage {
    /// Reads a standing; refuses an unknown state, takes `graceEnd`, `note` and `problems` as optional.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            deviceName: try members.text("deviceName"), state: try members.choice("state"),
            since: try members.instant("since"), graceEnd: try members.optionalInstant("graceEnd"),
            note: try members.optionalText("note"),
            problems: try members.list("problems") { (json) throws(WireError) in try Problem(json: json) },
            serverTime: try members.optionalInstant("serverTime"))
    }

    /// The standing, without the members that have nothing to say.
    public var json: JSON {
        .object([
            "deviceName": .string(deviceName), "state": .string(state.rawValue), "since": .instant(since),
            "graceEnd": graceEnd.map { .instant($0) }, "note": note.map { .string($0) },
            "problems": problems.isEmpty ? nil : .array(problems.map(\.json)),
            "serverTime": serverTime.map { .instant($0) },
        ])
    }
}

extension StatusResponse.Problem: WireMessage {
    /// Reads a problem; only `graceEnd` may be missing.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            policy: try members.text("policy"), requirement: try members.text("requirement"),
            wanted: try members.text("wanted"), found: try members.text("found"),
            graceEnd: try members.optionalInstant("graceEnd"), remediation: try members.text("remediation"))
    }

    /// The problem, without `graceEnd` when no grace was given.
    public var json: JSON {
        .object([
            "policy": .string(policy), "requirement": .string(requirement), "wanted": .string(wanted),
            "found": .string(found), "graceEnd": graceEnd.map { .instant($0) }, "remediation": .string(remediation),
        ])
    }
}
