import ArgumentParser
import Foundation
import GatehouseClient
import GatehouseWire

struct TakeRootKey: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "take-root-key", abstract: "Take the root's key out of the server, into a file.",
        discussion: "Keep it offline: it is needed to rotate the issuing key, and once in two years to renew it.")

    @Argument(help: "The file, which must not be there yet, or hold the key already.", completion: .file())
    var file: String
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        // The key leaves the server only once it is on the disk here: whatever ends in between, the command is repeated.
        let taken: RootKey = try await api.post(APIRoute.rootKeyCopy, AuthorityReason(reason: ""))
        if FileManager.default.fileExists(atPath: file) {
            guard (try? String(contentsOfFile: file, encoding: .utf8)) == taken.key else {
                throw CommandFailure(.failed, "`\(file)` is there, and holds something else", hint: "choose another")
            }
        } else {
            try SecretFile.write(taken.key, to: file, hint: "the server has the key still")
        }
        let _: AuthorityItem = try await api.post(
            APIRoute.rootKeyRemoval, RootKey(key: try String(contentsOfFile: file, encoding: .utf8)))
        console.note("written to \(file); older backups still hold it")
    }
}

struct PutRootKey: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "put-root-key", abstract: "Put the root's key back into the server.")

    @Argument(help: "The file that `take-root-key` wrote.", completion: .file()) var file: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        guard let key = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw CommandFailure(.usage, "`\(file)` cannot be read")
        }
        let found: AuthorityItem = try await api.post(APIRoute.rootKeyReturn, RootKey(key: key))
        try found.show(on: console, output)
    }
}
