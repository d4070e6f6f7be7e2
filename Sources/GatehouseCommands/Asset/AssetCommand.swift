import ArgumentParser

struct AssetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "asset", abstract: "The register of all things: managed, imported, entered and discovered.",
        subcommands: [
            ListAssets.self, ShowAsset.self, AddAsset.self, SetAsset.self, MergeAssets.self, RemoveAsset.self,
            ImportAssets.self, ExportAssets.self,
        ])
}
