import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ShowApp: ClientCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one application.")

    @Argument(help: AppCommand.reference) var application: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let found: ClientApplicationItem = try await api.get(
            APIRoute.fill(APIRoute.clientApplication, application))
        try console.show(found, output.output) { $0.print(found.properties.text()) }
    }
}

extension ClientApplicationItem {
    /// As `show` prints it.
    var properties: Properties {
        Properties(
            [
                ("name", name), ("id", id.description), ("state", isEnabled ? "enabled" : "disabled"),
                ("kind", isPublic ? "public" : "confidential"),
                ("permissions", permissions.isEmpty ? "-" : permissions.joined(separator: " ")),
                ("delegated", delegated.isEmpty ? "-" : delegated.joined(separator: " ")),
            ] + redirectURIs.map { ("redirect", $0) }
                + secrets.map { ("secret", "\($0.id) until \($0.expiresAt)") }
                + certificates.map { ("certificate", "\($0.thumbprint) \($0.subject) until \($0.notAfter)") }
                + [("created", createdAt.description), ("changed", updatedAt.description)])
    }
}
