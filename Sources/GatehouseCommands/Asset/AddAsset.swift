import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct AddAsset: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Write down a thing that the register does not have.")

    @Argument(help: "What the organisation calls it.") var name: String
    @OptionGroup var fields: AssetFields
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let item: AssetItem = try await api.post(APIRoute.assets, fields.request(name: name))
        try console.show(item, output.output) { $0.print("asset \(item.id) added") }
    }
}
