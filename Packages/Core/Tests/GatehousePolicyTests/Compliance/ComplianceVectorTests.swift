import GatehouseModel
import GatehousePolicy
import Testing

@Suite struct ComplianceVectorTests {
    @Test func `every compliance vector is judged as written`() throws {
        var count = 0
        for (file, vector) in try VectorFile.all(in: "compliance", as: ComplianceVector.self) {
            var input = ComplianceInput(
                device: try vector.device.device(lastContact: .distantPast), posture: [:],
                policies: try vector.policies.map { try $0.policy() }, settings: ComplianceSettings(), previous: [],
                previousVerdict: nil, now: .distantPast)
            if let settings = vector.settings {
                input.settings = ComplianceSettings(
                    secureByDefault: settings.secureByDefault, validity: try VectorFile.duration(settings.validity))
            }
            for step in vector.steps {
                try take(step, &input)
                let evaluation = input.evaluate()
                check(evaluation, step.expect, "\(file): \(step.name)")
                input.previous = evaluation.statuses
                input.previousVerdict = evaluation.verdict
                count += 1
            }
        }
        #expect(count >= 63)
    }

    private func take(_ step: ComplianceVector.Step, _ input: inout ComplianceInput) throws {
        input.now = try VectorFile.read(step.at)
        input.isReport = step.report ?? (step.facts != nil || step.forget != nil)
        if let device = step.device { input.device = try device.device(lastContact: .distantPast) }
        input.device.lastContact = try VectorFile.read(step.lastContact ?? step.at)
        for (key, observation) in step.facts ?? [:] {
            input.posture[FactKey(key)] = try observation.fact(key, at: input.now)
        }
        for key in step.forget ?? [] { input.posture[FactKey(key)] = nil }
        if let policies = step.policies { input.policies = try policies.map { try $0.policy() } }
    }

    private func check(_ found: ComplianceEvaluation, _ expected: ComplianceVector.Expectation, _ place: Comment) {
        #expect(found.verdict.state.rawValue == expected.state, place)
        #expect(found.verdict.graceEnd?.description == expected.graceEnd, place)
        #expect(found.nextChange?.description == expected.nextChange, place)
        #expect(found.verdict.note == expected.note, place)
        #expect(found.nextAction?.description == expected.nextAction, place)
        let due = found.dueActions.map { "\($0.policy)/\($0.key): \($0.requirements.joined(separator: ", "))" }
        #expect(due == expected.due ?? [], place)
        if let since = expected.since { #expect(found.verdict.since.description == since, place) }
        if let validUntil = expected.validUntil { #expect(found.verdict.validUntil.description == validUntil, place) }
        #expect(found.statuses.count == expected.statuses.count, place)
        let statuses = zip(found.statuses, expected.statuses).map { status, expected in
            ComplianceVector.Standing(
                policy: status.policy, requirement: status.requirement, result: status.result.rawValue,
                since: status.since.description, graceEnd: status.graceEnd?.description,
                found: expected.found != nil ? status.found : nil, reports: status.reportsInWords,
                done: expected.done != nil || !status.actionsDone.isEmpty ? status.actionsDone : nil)
        }
        #expect(statuses == expected.statuses, place)
    }
}
