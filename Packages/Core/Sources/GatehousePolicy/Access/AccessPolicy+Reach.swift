public import GatehouseModel

extension AccessPolicy {
    /// Whether the policy can be about requests of the device, whatever else a request has; with what decided.
    public func reach(of device: Device, verdict: Input<Verdict>, at now: Instant) -> PolicyReach {
        if state == .disabled { return PolicyReach(.doesNotApply, by: .state, "the policy is disabled") }
        let bit = PlatformCondition.bit(of: .known(device.platform))
        guard PlatformCondition(conditions.platforms).holds(for: bit) == true else {
            return PolicyReach(
                .doesNotApply, by: .platforms, "the policy is not for the platform \(device.platform.rawValue)")
        }
        guard let filter = conditions.deviceFilter else {
            return PolicyReach(.applies, by: conditions.platforms == nil ? nil : .platforms, requests)
        }
        let subject = FilterSubject(device: device, isCompliant: verdict.isCompliant(at: now))
        let rule = "\(filter.mode == .exclude ? "it excludes where " : "")\(filter.rule.text)"
        switch DeviceFilterCondition(filter).holds(for: .known(subject)) {
        case true?: return PolicyReach(.applies, by: .deviceFilter, "\(requests); the device filter admits it: \(rule)")
        case false?:
            return PolicyReach(.doesNotApply, by: .deviceFilter, "the device filter does not admit it: \(rule)")
        case nil:
            return PolicyReach(
                .mayApply, by: .deviceFilter, "whether the device filter admits it is not known: \(rule)")
        }
    }

    /// What is left to each request to decide.
    private var requests: String {
        var words = ["requests for \(applicationWords)"]
        if conditions.locations != nil { words.append("from the policy's locations") }
        if let clients = conditions.clientApplications {
            let names = ClientApplicationType.allCases.filter(clients.contains).map(\.rawValue)
            words.append("by \(names.joined(separator: ", "))")
        }
        return words.joined(separator: " ")
    }

    private var applicationWords: String {
        func list(_ names: Set<String>) -> String { names.sorted().map { "`\($0)`" }.joined(separator: ", ") }
        let excluded = conditions.applications.exclude
        guard let included = conditions.applications.include else {
            return excluded.isEmpty ? "every application" : "every application but \(list(excluded))"
        }
        return list(included.subtracting(excluded))
    }
}
