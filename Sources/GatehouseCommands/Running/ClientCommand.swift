import ArgumentParser
import GatehouseClient

/// A command that asks the server.
protocol ClientCommand: AsyncParsableCommand, Sendable {
    var connection: ConnectionOptions { get }
    func run(_ api: APIClient, _ console: Console) async throws
}

extension ClientCommand {
    mutating func run() async throws {
        let environment = CommandEnvironment.current
        let command = self
        try await environment.connect(connection.source(environment.variables)) { api in
            try await command.run(api, Console(environment))
        }
    }
}
