import GatehouseModel
import GatehousePolicy

/// Policies, and the decisions that they must lead to.
struct AccessVector: Decodable {
    struct Choice: Decodable {
        var include: [String]?
        var exclude: [String]?

        func selection<Value>(_ read: (String) throws -> Value) throws -> Selection<Value> {
            Selection(include: try include.map { Set(try $0.map(read)) }, exclude: Set(try (exclude ?? []).map(read)))
        }
    }

    struct Filter: Decodable {
        var mode: String
        var rule: String
    }

    struct Conditions: Decodable {
        var applications: Choice?
        var platforms: Choice?
        var locations: Choice?
        var clientApplications: [String]?
        var deviceFilter: Filter?
    }

    struct Policy: Decodable {
        var name: String
        var state: String?
        var conditions: Conditions?
        var `operator`: String?
        var controls: [String]
    }

    struct Settings: Decodable {
        var defaultDecision: String?
        var decisionLifetime: String?
    }

    struct Case: Decodable {
        var name: String
        var settings: Settings?
        var now: String
        var signals: Request
        var expect: Expectation
    }

    struct Request: Decodable {
        var application: String
        var platform: VectorInput<String>
        var address: VectorInput<String>
        var clientApplication: VectorInput<String>
        var device: VectorInput<VectorDevice>
        var verdict: VectorInput<Judgement>
    }

    struct Judgement: Decodable {
        var state: String
        var graceEnd: String?
        var validUntil: String
    }

    struct Reason: Decodable, Hashable {
        var code: String
        var policy: String?
        var control: String?
    }

    struct Standing: Decodable, Hashable {
        var policy: String
        var reportOnly: Bool?
        var application: String
        var result: String
        var condition: String?
    }

    struct Expectation: Decodable {
        var outcome: String
        var reasons: [Reason]
        var missing: [String]?
        /// Every policy that is not disabled, by name.
        var policies: [Standing]
        var validUntil: String?
    }

    var description: String
    var policies: [Policy]
    var cases: [Case]
}

extension AccessVector.Policy {
    func policy() throws -> AccessPolicy {
        let wanted = conditions
        var conditions = AccessConditions()
        if let choice = wanted?.applications { conditions.applications = try choice.selection { $0 } }
        conditions.platforms = try wanted?.platforms?.selection { try VectorFile.read(raw: $0) }
        conditions.locations = try wanted?.locations?.selection { try VectorFile.read($0) }
        conditions.clientApplications = try wanted?.clientApplications.map { clients in
            Set(try clients.map { try VectorFile.read(raw: $0) })
        }
        conditions.deviceFilter = try wanted?.deviceFilter.map {
            DeviceFilter(mode: try VectorFile.read(raw: $0.mode), rule: try FilterExpression(parsing: $0.rule))
        }
        return AccessPolicy(
            name: name, state: try VectorFile.read(raw: state ?? "enabled"), conditions: conditions,
            grantOperator: try VectorFile.read(raw: self.operator ?? "AND"),
            controls: try controls.map { try VectorFile.read($0) })
    }
}

extension AccessVector.Case {
    func accessSettings() throws -> AccessSettings {
        AccessSettings(
            defaultDecision: try VectorFile.read(raw: settings?.defaultDecision ?? "deny"),
            decisionLifetime: try VectorFile.duration(settings?.decisionLifetime ?? "5m"))
    }

    func request() throws -> Signals {
        Signals(
            application: signals.application, platform: try signals.platform.read { try VectorFile.read(raw: $0) },
            address: try signals.address.read { try VectorFile.read($0) },
            clientApplication: try signals.clientApplication.read { try VectorFile.read(raw: $0) },
            device: try signals.device.read { device in
                DeviceSignal(
                    device: try device.device(lastContact: .distantPast),
                    identityAssurance: try VectorFile.read(raw: device.identityAssurance ?? "agentVerified"))
            },
            verdict: try signals.verdict.read { verdict in
                Verdict(
                    state: try VectorFile.read(raw: verdict.state), since: .distantPast,
                    graceEnd: try verdict.graceEnd.map { try VectorFile.read($0) },
                    validUntil: try VectorFile.read(verdict.validUntil))
            })
    }
}
