import GatehouseModel

extension SpecReader {
    /// The rules of `enrolment`; what is not said is as in a fresh tenant.
    func enrolmentSettings(_ node: YAMLNode) -> EnrolmentSettings {
        var settings = EnrolmentSettings()
        let names = [
            "maximumDevices", "maximumDevicesPerOwner", "beyondMaximum", "approval", "returning", "approvalLifetime",
        ]
        guard
            let reader = MappingReader(node, "`enrolment`", path: "enrolment", names: names, findings: findings)
        else { return settings }
        if let node = reader.optional("maximumDevices") {
            settings.maximumDevices = maximum(node, "maximumDevices", reader)
        }
        if let node = reader.optional("maximumDevicesPerOwner"),
            let value = maximum(node, "maximumDevicesPerOwner", reader)
        {
            settings.maximumDevicesPerOwner = value
        }
        if let node = reader.optional("beyondMaximum"),
            let value: EnrolmentSettings.Treatment = reader.choice(
                node, "beyondMaximum", [("approve", .approve), ("refuse", .refuse)])
        {
            settings.beyondMaximum = value
        }
        if let node = reader.optional("approval"),
            let value: EnrolmentSettings.Approval = reader.choice(node, "approval")
        {
            settings.approval = value
        }
        if let node = reader.optional("returning"),
            let value: EnrolmentSettings.Treatment = reader.choice(node, "returning")
        {
            settings.returning = value
        }
        if let node = reader.optional("approvalLifetime"),
            let value = reader.duration(node, "approvalLifetime", within: .seconds(60) ... .seconds(90 * 86_400))
        {
            settings.approvalLifetime = value
        }
        return settings
    }

    private func maximum(_ node: YAMLNode, _ name: String, _ reader: MappingReader) -> Int? {
        guard case .scalar(let scalar) = node.content, let value = Int(scalar.text), (1...10_000_000).contains(value)
        else { return reader.refuse(node, name, wanted: "a whole number from 1 to 10000000") }
        return value
    }
}
