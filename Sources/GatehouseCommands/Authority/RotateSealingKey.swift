import ArgumentParser
import GatehouseClient
import GatehouseWire

struct RotateSealingKey: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-sealing-key",
        abstract: "Seal every secret of the server under the last key of secrets.key.",
        discussion: "Append the new key to secrets.key of every node first, and wait a minute.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let done: SealingRotation = try await api.post(APIRoute.sealingRotation, AuthorityReason(reason: ""))
        try console.show(done, output.output) { console in
            console.print("\(done.sealed) sealed anew, \(done.current) were under the newest key already")
            if done.unreadable > 0 {
                console.note("\(done.unreadable) are sealed under a key that secrets.key does not hold: set them again")
            }
        }
    }
}
