import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ListSecrets: ClientCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the names of secrets.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let page: ListPage<SecretItem> = try await api.get(APIRoute.secrets)
        try console.show(page.items, output.output) { _ in
            var table = Table(["NAME", "SET"])
            for secret in page.items { table.add([secret.name, secret.updatedAt.description]) }
            return table
        }
    }
}
