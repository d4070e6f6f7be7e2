import ArgumentParser
import Foundation
import GatehouseCommands

/// The program `gatehouse`: a server, and the client of every server.
@main
struct Gatehouse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gatehouse",
        abstract: "A Zero Trust device platform: knows every device, proves its state, decides what it may reach.",
        discussion: CommandExit.summary,
        version: "0.1.0",
        subcommands: [ServeCommand.self, DoctorCommand.self, BackupCommand.self, RestoreCommand.self]
            + CommandList.commands + [CompletionCommand.self])

    static func main() async {
        let exit = await CommandRunner.run(Gatehouse.self, Array(CommandLine.arguments.dropFirst()))
        Foundation.exit(exit.rawValue)
    }
}
