import ArgumentParser
import GatehouseClient
import GatehouseWire

struct SetApp: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Rename an application, or turn it off or on; off, its tokens count no more.")

    @Argument(help: AppCommand.reference) var application: String
    @Option(help: "Another name.") var name: String?
    @Option(help: "true or false.") var enabled: Bool?
    @Option(name: .customLong("redirect-uri"), help: "Where answers may go, in place of all before; repeat.")
    var redirectURIs: [String] = []
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let changed: ClientApplicationItem = try await api.patch(
            APIRoute.fill(APIRoute.clientApplication, application),
            ClientApplicationChange(
                name: name, isEnabled: enabled, redirectURIs: redirectURIs.isEmpty ? nil : redirectURIs))
        try console.show(changed, output.output) { $0.print(changed.properties.text()) }
    }
}
