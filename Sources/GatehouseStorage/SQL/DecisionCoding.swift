import GatehouseModel
import GatehouseService

/// How the particulars of a decision are kept beside its outcome: reasons, policies and what is missing, as JSON.
enum DecisionCoding {
    static func encode(_ decision: Decision) -> String {
        StoredJSON.record([
            "reasons": .list(decision.reasons.map(json)),
            "policies": .list(decision.policies.map(json)),
            "missing": .list(decision.missing.map { .text($0.description) }),
        ]).description
    }

    /// The decision whose particulars ``encode(_:)`` wrote; `nil` for anything else.
    static func decode(_ text: String, outcome: Outcome, validUntil: Instant) -> Decision? {
        guard let members = StoredJSON(text)?.record,
            let reasons = all(members["reasons"], reason), let policies = all(members["policies"], policy),
            let missing = all(members["missing"], { $0.text.flatMap(GrantControl.init) })
        else { return nil }
        return Decision(
            outcome: outcome, reasons: reasons, policies: policies, missing: missing, validUntil: validUntil)
    }

    private static func all<Element>(_ json: StoredJSON?, _ decode: (StoredJSON) -> Element?) -> [Element]? {
        guard let values = json?.list else { return nil }
        let decoded = values.compactMap(decode)
        return decoded.count == values.count ? decoded : nil
    }

    private static func json(_ reason: DecisionReason) -> StoredJSON {
        .record([
            "code": .text(reason.code.rawValue), "policy": .init(optional: reason.policy),
            "control": .init(optional: reason.control?.description), "detail": .text(reason.detail),
            "remediation": .text(reason.remediation),
        ])
    }

    private static func reason(_ json: StoredJSON) -> DecisionReason? {
        guard let members = json.record, let code = members["code"]?.text.flatMap(DecisionReason.Code.init),
            let detail = members["detail"]?.text, let remediation = members["remediation"]?.text
        else { return nil }
        let control = members["control"]?.text
        let decoded = control.flatMap(GrantControl.init)
        guard (control == nil) == (decoded == nil) else { return nil }
        return DecisionReason(
            code: code, policy: members["policy"]?.text, control: decoded, detail: detail, remediation: remediation)
    }

    private static func json(_ policy: PolicyOutcome) -> StoredJSON {
        .record([
            "policy": .text(policy.policy), "reportOnly": .boolean(policy.isReportOnly),
            "application": .text(policy.application.rawValue), "result": .text(policy.result.rawValue),
            "condition": .init(optional: policy.decidingCondition),
        ])
    }

    private static func policy(_ json: StoredJSON) -> PolicyOutcome? {
        guard let members = json.record, let name = members["policy"]?.text,
            case .boolean(let isReportOnly)? = members["reportOnly"],
            let application = members["application"]?.text.flatMap(PolicyOutcome.Application.init),
            let result = members["result"]?.text.flatMap(PolicyOutcome.Result.init)
        else { return nil }
        return PolicyOutcome(
            policy: name, isReportOnly: isReportOnly, application: application, result: result,
            decidingCondition: members["condition"]?.text)
    }
}
