import ArgumentParser
import GatehouseModel

struct HardwareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hardware", abstract: "Hardware that is known before it enrols: it needs no code.",
        subcommands: [ImportHardware.self, ListHardware.self, ShowHardware.self, DeleteHardware.self])
}

/// A registration by its id, on the command line.
enum HardwareReference {
    static let help = ArgumentHelp("Id of the registration, as `list` shows it.", valueName: "id")

    /// The id; refuses what is none.
    static func id(_ text: String) throws -> String {
        guard let id = HardwareID(text) else {
            throw CommandFailure(.usage, "`\(text)` is not an id", hint: "see `gatehouse hardware list`")
        }
        return id.description
    }
}
