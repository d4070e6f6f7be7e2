import ArgumentParser
import Foundation
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct SaveActionLogs: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Save the logs that a device sent, as a tar archive.")

    @Argument(help: "Id of a `collectLogs` action.") var id: String
    @Option(help: "File to write; one that is there is not replaced.") var to: String
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let artefact: ActionArtefactItem = try await api.get(APIRoute.fill(APIRoute.actionArtefact, id))
        guard let content = Base64.decode(artefact.content) else {
            throw CommandFailure(.failed, "the server's answer cannot be read")
        }
        do {
            try Data(content).write(to: URL(fileURLWithPath: to), options: .withoutOverwriting)
        } catch {
            throw CommandFailure(.failed, "`\(to)` cannot be written", hint: "is it there already, and may you write")
        }
        console.print("\(content.count) bytes in \(to)")
    }
}
