import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ApproveScript: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Agree to a version that another person wrote; it is signed and runs.")

    @OptionGroup var decision: ScriptDecisionOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let decided = try await decision.send(APIRoute.scriptApproval, api)
        console.print(
            "script \(decided.name) runs in version \(ListScripts.short(decided.running)), "
                + "until \(decided.expiresAt?.description ?? "")")
    }
}

struct RejectScript: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject", abstract: "Refuse a version that waits, or withdraw the one that runs.")

    @OptionGroup var decision: ScriptDecisionOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let decided = try await decision.send(APIRoute.scriptRejection, api)
        let runs = decided.running.map { "runs in version \(ListScripts.short($0))" } ?? "runs nowhere"
        console.print("script \(decided.name) \(runs)")
    }
}

struct ScriptDecisionOptions: ParsableArguments {
    @Argument(help: "Name of the ComplianceScript.") var name: String
    @Option(help: "Digest of the version that you read, or how it begins: gatehouse script show.") var digest: String
    @Option(help: "Why, for the audit log.") var reason: String?

    func send(_ route: String, _ api: APIClient) async throws -> ScriptItem {
        try await api.post(APIRoute.fill(route, name), ScriptDecisionRequest(digest: digest, reason: reason))
    }
}
