import ArgumentParser
import Foundation
import GatehouseClient
import GatehouseWire

struct SetSecret: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set a secret from a file or the standard input; it can never be shown.",
        discussion: "A line break at its end is not part of it.")

    @Argument(help: "What documents call it.") var name: String
    @Option(help: "A file with the secret; the standard input unless given.") var file: String?
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let item: SecretItem = try await api.post(
            APIRoute.fill(APIRoute.secret, name), SecretRequest(value: try value()))
        console.print("secret \(item.name) set")
    }

    /// Never an argument: every user of a machine can read those.
    private func value() throws -> String {
        let bytes: Data
        if let file {
            guard let content = FileManager.default.contents(atPath: file) else {
                throw CommandFailure(.usage, "`\(file)` cannot be read")
            }
            bytes = content
        } else {
            bytes = try FileHandle.standardInput.readToEnd() ?? Data()
        }
        guard var value = String(bytes: bytes, encoding: .utf8) else {
            throw CommandFailure(.usage, "the secret is not UTF-8 text")
        }
        if value.hasSuffix("\n") { value.unicodeScalars.removeLast() }
        if value.hasSuffix("\r") { value.unicodeScalars.removeLast() }
        return value
    }
}
