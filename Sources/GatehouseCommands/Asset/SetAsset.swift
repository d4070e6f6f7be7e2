import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct SetAsset: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Change what is written about a thing; the rest stays.")

    @Argument(help: AssetReference.help) var asset: AssetReference
    @Option(help: "What it is called from now on.") var name: String?
    @OptionGroup var fields: AssetFields
    @Flag(inversion: .prefixedNo, help: "Whether a thing that was only discovered belongs here.") var approved: Bool?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        var request = fields.request(name: name)
        request.isApproved = approved
        guard request != AssetRequest() else {
            throw CommandFailure(.usage, "nothing is to be changed", hint: "see `gatehouse asset set --help`")
        }
        let held = try await asset.resolve(api)
        request.version = held.version
        let item: AssetItem = try await api.patch(APIRoute.fill(APIRoute.asset, held.id.description), request)
        try console.show(item, output.output) { $0.print(ShowAsset.properties(item).text()) }
    }
}
