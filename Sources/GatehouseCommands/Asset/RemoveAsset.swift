import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct RemoveAsset: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove an entry that is no enrolled device's.")

    @Argument(help: AssetReference.help) var asset: AssetReference
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let item = try await asset.resolve(api)
        try await api.delete(APIRoute.fill(APIRoute.asset, item.id.description))
        console.print("asset \(item.id) removed")
    }
}
