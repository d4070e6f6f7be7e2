import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct MergeAssets: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Make two entries for one thing one.")

    @Argument(help: ArgumentHelp("The entry that stays.", valueName: "asset")) var asset: AssetReference
    @Argument(help: ArgumentHelp("The entry that goes.", valueName: "other")) var other: AssetReference
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let kept = try await asset.resolve(api)
        let gone = try await other.resolve(api)
        let item: AssetItem = try await api.post(
            APIRoute.fill(APIRoute.assetMerge, kept.id.description), AssetMergeRequest(other: gone.id))
        try console.show(item, output.output) { $0.print(ShowAsset.properties(item).text()) }
    }
}
