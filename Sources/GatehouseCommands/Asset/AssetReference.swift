import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

/// An entry of the register by its id, its name or its serial number.
struct AssetReference: ExpressibleByArgument, Sendable {
    let text: String

    init?(argument: String) { text = argument }

    static let help = ArgumentHelp("Id, name or serial number of the thing.", valueName: "asset")

    /// The entry; refuses a word that means several.
    func resolve(_ api: APIClient) async throws -> AssetItem {
        if let id = AssetID(text) { return try await api.get(APIRoute.fill(APIRoute.asset, id.description)) }
        let quoted = text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
        let filter = "name eq '\(quoted)' or serialNumber eq '\(quoted)'"
        let found: [AssetItem] = try await api.list(
            APIRoute.assets, query: [APIRequest.QueryItem("filter", filter)], limit: 10)
        guard let first = found.first else {
            throw CommandFailure(.notFound, "there is no asset `\(text)`", hint: "see `gatehouse asset list`")
        }
        guard found.count == 1 else {
            var failure = CommandFailure(
                .failed, "\(found.count) assets are meant by `\(text)`", hint: "name the one you mean by its id")
            failure.lines = found.map { "\($0.id)  \($0.kind.rawValue)  \($0.serialNumber)" }
            throw failure
        }
        return first
    }
}
