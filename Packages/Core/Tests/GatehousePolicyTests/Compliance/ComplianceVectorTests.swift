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
        #expect(count >= 43)
    }

    private func take(_ step: ComplianceVector.Step, _ input: inout ComplianceInput) throws {
        input.now = try VectorFile.read(step.at)
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
        if let since = expected.since { #expect(found.verdict.since.description == since, place) }
        if let validUntil = expected.validUntil { #expect(found.verdict.validUntil.description == validUntil, place) }
        let words = expected.statuses.map { $0.found != nil }
        #expect(found.statuses.count == words.count, place)
        let statuses = zip(found.statuses, words).map { status, hasWords in
            ComplianceVector.Standing(
                policy: status.policy, requirement: status.requirement, result: status.result.rawValue,
                since: status.since.description, graceEnd: status.graceEnd?.description,
                found: hasWords ? status.found : nil)
        }
        #expect(statuses == expected.statuses, place)
    }
}
