import GatehouseModel
import GatehousePolicy

extension Workload {
    /// Policies, requests and our decisions, in words that any engine can be told.
    var json: String {
        let outcomes = decide(by: CompiledAccessPolicies(policies, settings: AccessSettings()))
        let requests = zip(requests, outcomes).map { "{\(Self.fields(of: $0)), \"allow\": \($1 == .allow)}" }
        return """
            {"policies": [\(policies.map(Self.json).joined(separator: ",\n"))],
            "requests": [\(requests.joined(separator: ",\n"))]}
            """
    }

    private static func json(_ policy: AccessPolicy) -> String {
        let conditions = policy.conditions
        var fields = ["\"name\": \"\(policy.name)\"", "\"operator\": \"\(policy.grantOperator.rawValue)\""]
        fields.append("\"applications\": \(list(conditions.applications.include.map { $0.sorted() }))")
        fields.append("\"platforms\": \(list(conditions.platforms?.include.map { $0.map(\.rawValue).sorted() }))")
        fields.append("\"notPlatforms\": \(list((conditions.platforms?.exclude ?? []).map(\.rawValue).sorted()))")
        fields.append("\"locations\": \(list(conditions.locations?.include.map { $0.map(\.description).sorted() }))")
        fields.append("\"notLocations\": \(list((conditions.locations?.exclude ?? []).map(\.description).sorted()))")
        fields.append("\"clients\": \(list(conditions.clientApplications.map { $0.map(\.rawValue).sorted() }))")
        fields.append("\"controls\": \(list(policy.controls.map(\.description)))")
        return "{\(fields.joined(separator: ", "))}"
    }

    private static func fields(of request: Signals) -> String {
        let verdict = request.verdict.value?.state.satisfiesCompliantDevice ?? false
        let assurance = request.device.value.flatMap { Assurance.allCases.firstIndex(of: $0.identityAssurance) } ?? -1
        return """
            "application": "\(request.application)", "platform": "\(request.platform.value?.rawValue ?? "")", \
            "address": "\(request.address.value?.description ?? "")", \
            "client": "\(request.clientApplication.value?.rawValue ?? "")", \
            "compliant": \(verdict), "assurance": \(assurance)
            """
    }

    /// A list of words that need no escaping; `null` where everything is meant.
    private static func list(_ words: [String]?) -> String {
        words.map { "[\($0.map { "\"\($0)\"" }.joined(separator: ", "))]" } ?? "null"
    }
}
