import ArgumentParser
import Foundation
import GatehouseClient
import GatehouseWire

struct ExportAssets: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the register as CSV, to open or to import again.")

    @Option(help: "Only things where this holds.") var filter: String?
    @Option(name: .shortAndLong, help: "A file in place of the standard output.", completion: .file())
    var file: String?
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let query = filter.map { [APIRequest.QueryItem("filter", $0)] } ?? []
        let bytes = try await api.download(APIRoute.assetExport, query: query)
        guard let file else { return console.write(String(decoding: bytes, as: UTF8.self)) }
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: file), options: .atomic)
        } catch {
            throw CommandFailure(.failed, "`\(file)` cannot be written")
        }
        console.note("written to \(file)")
    }
}
