import ArgumentParser
import GatehouseClient
import GatehouseWire

struct RetireAuthority: ClientCommand {
    enum Key: String, ExpressibleByArgument, CaseIterable {
        case issuing
        case scripts
    }

    static let configuration = CommandConfiguration(
        commandName: "retire", abstract: "Take nothing any more that former keys of the authority signed.",
        discussion:
            "Refused for a week after a rotation, and while an enforcement point has an older certificate: what has "
            + "none that is newer must enrol, or be added, again.")

    @Argument(help: "issuing or scripts.") var key: Key
    @Flag(help: "Only with issuing: at once, since the key may be in other hands.") var now = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard !now || key == .issuing else { throw ValidationError("--now is for issuing alone") }
    }

    func run(_ api: APIClient, _ console: Console) async throws {
        let found: AuthorityItem = try await api.post(
            APIRoute.authorityRetirement, AuthorityRetirement(key: key.rawValue, now: now ? true : nil))
        try found.show(on: console, output)
    }
}
