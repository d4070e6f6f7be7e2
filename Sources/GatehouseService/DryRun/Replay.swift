import GatehouseModel
import GatehousePolicy

/// Recorded decisions, made again from their recorded inputs under two policy sets.
struct Replay: Sendable {
    private static let batch = 500

    let store: any Store
    let tenant: TenantID
    let before: PolicySet
    let after: PolicySet

    /// What a replay found.
    struct Findings {
        var tally = DifferenceTally()
        var decisions = 0
        /// Decisions whose recorded inputs do not read.
        var unreadable = 0
        /// Decisions that came out otherwise when they were made than the documents as they are would have it.
        var drifted = 0
        /// Whether there were more than could be looked at.
        var isCut = false
    }

    /// Goes from the newest decision back to `since`; stops at `limit` decisions, or when `goOn` says so.
    func run(since: Instant, limit: Int, goOn: () -> Bool) async throws -> Findings {
        var findings = Findings()
        var query = ListQuery(
            filter: .compare(field: "at", .atLeast, .text(since.description)),
            order: [.init(field: "at", isDescending: true)], limit: Self.batch)
        repeat {
            try Task.checkCancellation()
            guard findings.decisions < limit, goOn() else {
                findings.isCut = true
                return findings
            }
            let asked = query
            let page = try await store.read(tenant) { try $0.decisions(asked) }
            for record in page.elements { compare(record, &findings) }
            query.cursor = page.next
        } while query.cursor != nil
        return findings
    }

    private func compare(_ record: DecisionRecord, _ findings: inout Findings) {
        findings.decisions += 1
        guard let question = record.question else {
            findings.unreadable += 1
            return
        }
        let old = before.decision(on: question, at: record.at)
        if old.outcome != record.decision.outcome { findings.drifted += 1 }
        findings.tally.add(
            record.application, question.signals.device.value?.device, old,
            after.decision(on: question, at: record.at), record: record.id)
    }
}

extension PolicySet {
    /// The decision on a recorded question, as it would have been made at `now`.
    func decision(on question: AccessQuestion, at now: Instant) -> Decision {
        question.decision(
            by: access, bound: bindings[question.enforcementPoint], lifetime: settings.decisionLifetime, at: now)
    }
}
