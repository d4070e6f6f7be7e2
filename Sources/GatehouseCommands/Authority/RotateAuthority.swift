import ArgumentParser
import GatehouseClient
import GatehouseWire

struct RotateAuthority: ClientCommand {
    enum Key: String, ExpressibleByArgument, CaseIterable {
        case issuing
        case scripts
        case root
    }

    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Put a new key in the place of one of the authority's.",
        discussion: "What the former key signed is taken until `gatehouse authority retire`. A new root is given out "
            + "beside the one that signs, until `--finish` or `--cancel`: devices learn of it when they renew, within a "
            + "week.")

    @Argument(help: "issuing, scripts or root.") var key: Key
    @Flag(help: "Only with root: the new root signs from now on.") var finish = false
    @Flag(help: "Only with root: the new root, which does not sign yet, is dropped.") var cancel = false
    @Flag(help: "Only with --finish: although devices may not have heard of the new root, and must enrol again.")
    var now = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard !finish || key == .root else { throw ValidationError("--finish is for root alone") }
        guard !cancel || key == .root else { throw ValidationError("--cancel is for root alone") }
        guard !cancel || !finish else { throw ValidationError("--finish and --cancel exclude each other") }
        guard !now || finish else { throw ValidationError("--now is for --finish alone") }
    }

    func run(_ api: APIClient, _ console: Console) async throws {
        let step = finish ? "rootFinish" : cancel ? "rootCancel" : key.rawValue
        let found: AuthorityItem = try await api.post(
            APIRoute.authorityRotation, AuthorityRotation(step: step, now: now ? true : nil))
        try found.show(on: console, output)
    }
}
