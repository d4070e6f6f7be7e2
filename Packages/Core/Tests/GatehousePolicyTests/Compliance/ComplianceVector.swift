import GatehouseModel
import GatehousePolicy

/// A device judged again and again: each step changes something and says what must come out.
struct ComplianceVector: Decodable {
    struct Settings: Decodable {
        var secureByDefault: Bool
        var validity: String
    }

    struct Column: Decodable {
        var column: String
        var comparison: String
        var value: VectorValue
    }

    /// Either a comparison with a value, or a quantifier over rows.
    struct Test: Decodable {
        var comparison: String?
        var value: VectorValue?
        var quantifier: String?
        var rows: [Column]?
    }

    struct Precondition: Decodable {
        var fact: String
        var test: Test
    }

    struct Held: Decodable {
        var recovery: String?
        var failure: String?
    }

    struct Scheduled: Decodable {
        var action: String
        var after: String
        var channels: [String]?
    }

    struct Rule: Decodable {
        var name: String
        var fact: String
        var test: Test
        var minimumAssurance: String?
        var grace: String?
        var platforms: [String]?
        var precondition: Precondition?
        var severity: String?
        var hysteresis: Held?
    }

    struct Filter: Decodable {
        var name: String
        var mode: String
        var rule: String
    }

    struct Policy: Decodable {
        var name: String
        var platforms: [String]?
        var includedGroups: [String]?
        var excludedGroups: [String]?
        var filter: String?
        var assignmentFilter: Filter?
        var grace: String?
        var hysteresis: Held?
        var scheduledActions: [Scheduled]?
        var requirements: [Rule]
    }

    struct Observation: Decodable {
        var known: VectorValue?
        var absent: String?
        var unavailable: String?
        var assurance: String?
    }

    struct Step: Decodable {
        var name: String
        var at: String
        /// As `at` when it is left out.
        var lastContact: String?
        var facts: [String: Observation]?
        /// Facts that the device no longer reports.
        var forget: [String]?
        /// Whether the device reported; when it is left out, whether its facts changed.
        var report: Bool?
        /// From here on, instead of those before.
        var policies: [Policy]?
        /// From here on, instead of the one before.
        var device: VectorDevice?
        var expect: Expectation
    }

    struct Expectation: Decodable {
        var state: String
        var since: String?
        var graceEnd: String?
        var validUntil: String?
        var nextChange: String?
        var note: String?
        /// `policy/key: requirement, …` of what is done now.
        var due: [String]?
        var nextAction: String?
        var statuses: [Standing]
    }

    struct Standing: Decodable, Hashable {
        var policy: String
        var requirement: String
        var result: String
        var since: String
        var graceEnd: String?
        var found: String?
        var reports: String?
        var done: [String]?
    }

    var description: String
    var settings: Settings?
    var device: VectorDevice
    var policies: [Policy]
    var steps: [Step]
}

/// JSON as a fact's value.
struct VectorValue: Decodable {
    let value: FactValue

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let truth = try? container.decode(Bool.self) {
            value = .boolean(truth)
        } else if let number = try? container.decode(Int64.self) {
            value = .integer(number)
        } else if let text = try? container.decode(String.self) {
            value = .text(text)
        } else if let list = try? container.decode([VectorValue].self) {
            value = .list(list.map(\.value))
        } else {
            value = .record(try container.decode([String: VectorValue].self).mapValues(\.value))
        }
    }
}

extension ComplianceVector.Test {
    func test() throws -> FactTest {
        if let comparison, let value { return .compare(try VectorFile.read(raw: comparison), value.value) }
        guard let quantifier, let rows else { throw VectorFile.Malformed(text: "a test compares or looks at rows") }
        return .rows(
            try VectorFile.read(raw: quantifier),
            try rows.map {
                ColumnTest(
                    column: $0.column, comparison: try VectorFile.read(raw: $0.comparison), value: $0.value.value)
            })
    }
}

extension ComplianceVector.Policy {
    func policy() throws -> CompliancePolicy {
        CompliancePolicy(
            name: name, platforms: try ComplianceVector.platforms(platforms), includedGroups: includedGroups ?? [],
            excludedGroups: excludedGroups ?? [], filter: try filter.map { try FilterExpression(parsing: $0) },
            assignmentFilter: try assignmentFilter.map {
                AssignedFilter(
                    name: $0.name, mode: try VectorFile.read(raw: $0.mode), rule: try FilterExpression(parsing: $0.rule)
                )
            },
            grace: try VectorFile.duration(grace ?? "0s"),
            requirements: try requirements.map { rule in
                Requirement(
                    name: rule.name, fact: FactKey(rule.fact), test: try rule.test.test(),
                    minimumAssurance: try VectorFile.read(raw: rule.minimumAssurance ?? "agentVerified"),
                    grace: try rule.grace.map(VectorFile.duration),
                    severity: try rule.severity.map { try VectorFile.read(raw: $0) } ?? .medium,
                    platforms: try ComplianceVector.platforms(rule.platforms),
                    precondition: try rule.precondition.map {
                        Requirement.Precondition(fact: FactKey($0.fact), test: try $0.test.test())
                    },
                    hysteresis: try ComplianceVector.hysteresis(rule.hysteresis))
            },
            hysteresis: try ComplianceVector.hysteresis(hysteresis),
            scheduledActions: try (scheduledActions ?? []).map {
                ScheduledAction(
                    try VectorFile.read(raw: $0.action), after: try VectorFile.duration($0.after),
                    target: $0.channels.map { NotificationTarget(channels: $0) })
            })
    }
}

extension ComplianceVector {
    static func hysteresis(_ held: Held?) throws -> Hysteresis {
        Hysteresis(
            recovery: try held?.recovery.map { try VectorFile.read($0) },
            failure: try held?.failure.map { try VectorFile.read($0) })
    }

    static func platforms(_ names: [String]?) throws -> Set<Platform> {
        Set(try (names ?? []).map { try VectorFile.read(raw: $0) })
    }
}

extension ComplianceVector.Observation {
    func fact(_ key: String, at now: Instant) throws -> Fact {
        let state: FactState
        if let known {
            state = .known(known.value)
        } else if let absent {
            state = .absent(reason: absent)
        } else {
            state = .unavailable(reason: unavailable ?? "")
        }
        return Fact(
            key: FactKey(key), state: state, source: "vector", evidence: "", observedAt: now,
            assurance: try VectorFile.read(raw: assurance ?? "agentVerified"))
    }
}
