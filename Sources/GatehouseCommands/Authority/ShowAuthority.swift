import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ShowAuthority: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the certificates of your tenant's authority.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let found: AuthorityItem = try await api.get(APIRoute.authority)
        try found.show(on: console, output)
    }
}

extension AuthorityItem {
    /// As every command of the authority ends.
    func show(on console: Console, _ output: OutputOptions) throws {
        try console.show(self, output.output) { console in
            var table = Table(["ROLE", "FROM", "UNTIL", "SHA-256"])
            for certificate in certificates {
                table.add([
                    certificate.role, certificate.notBefore.description, certificate.notAfter.description,
                    certificate.fingerprint,
                ])
            }
            console.print(table.text())
            console.note("the root's key is \(holdsRootKey ? "in the database, sealed" : "kept elsewhere")")
            if certificates.contains(where: { $0.role == "former" }) {
                console.note("what former keys issued is taken until: gatehouse authority retire issuing")
            }
            if formerScriptKeys > 0 { console.note("former keys for scripts: \(formerScriptKeys)") }
        }
    }
}
