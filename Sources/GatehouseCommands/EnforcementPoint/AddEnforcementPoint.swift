import ArgumentParser
import GatehouseClient
import GatehouseWire

struct AddEnforcementPoint: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add an enforcement point, or change what it may ask for.")

    @Argument var name: String
    @Option(help: "An application that it may ask for; may be repeated. Those that are given replace what it had.")
    var application: [String] = []
    @Option(
        help: ArgumentHelp("Its socket, where the proxy's user can reach it.", valueName: "path"), completion: .file())
    var socket: String?
    @Flag(help: "It asks over mutual TLS: issue it a certificate and key; those before are good for a day more.")
    var tls = false
    @Flag(help: "With --tls: end the certificates that it has at once.") var revokeOthers = false
    @Option(
        help: ArgumentHelp(
            "Folder for NAME.pem and NAME.key; without it they go to the standard output.", valueName: "dir"),
        completion: .directory)
    var out: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        // One that is there keeps its applications when it gets another certificate.
        guard tls || !application.isEmpty else { throw ValidationError("an application is wanted: --application NAME") }
        guard tls || out == nil else { throw ValidationError("--out goes with --tls") }
        guard tls || !revokeOthers else { throw ValidationError("--revoke-others goes with --tls") }
        guard !tls || socket == nil else { throw ValidationError("--socket does not go with --tls") }
    }

    func run(_ api: APIClient, _ console: Console) async throws {
        let request = EnforcementPointRequest(
            name: name, applications: application, transport: tls ? .mutualTLS : .socket, socket: socket,
            revokeOthers: revokeOthers ? true : nil)
        let added: EnforcementPointAdded = try await api.post(APIRoute.enforcementPoints, request)
        if let out { try write(added, to: out, console) }
        try console.show(added, output.output) { console in
            if let socket = added.socketPath { console.print(socket) }
            if out == nil {
                for text in [added.certificateChain, added.privateKey] { text.map { console.print($0.trimmedEnd) } }
            }
            console.note("`\(added.name)` may ask for \(added.applications.joined(separator: ", "))")
            if let serial = added.serial, let end = added.notAfter {
                console.note("its certificate \(serial) is good until \(end)")
            }
            if let end = added.othersEndAt { console.note("those that it had before are good until \(end)") }
        }
    }

    private func write(_ added: EnforcementPointAdded, to folder: String, _ console: Console) throws {
        guard !name.contains("/"), !name.hasPrefix(".") else {
            throw CommandFailure(.usage, "the name `\(name)` cannot be a file's")
        }
        if let key = added.privateKey { try SecretFile.write(key, to: "\(folder)/\(name).key") }
        if let chain = added.certificateChain { try SecretFile.write(chain, to: "\(folder)/\(name).pem") }
        console.note("written: \(folder)/\(name).pem and \(folder)/\(name).key")
    }
}
