import ArgumentParser
import Foundation
import GatehouseClient
import GatehouseWire

struct AddAppCertificate: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-certificate", abstract: "Take a certificate that the application signs its assertions with.")

    @Argument(help: AppCommand.reference) var application: String
    @Argument(help: "File of the certificate in PEM.") var file: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw CommandFailure(.failed, "`\(file)` cannot be read")
        }
        let changed: ClientApplicationItem = try await api.post(
            APIRoute.fill(APIRoute.clientCertificates, application), ClientCertificateRequest(certificate: text))
        try console.show(changed, output.output) { $0.print(changed.properties.text()) }
    }
}

struct RemoveAppCertificate: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove-certificate", abstract: "End a certificate at once; tokens that it was exchanged for stay."
    )

    @Argument(help: AppCommand.reference) var application: String
    @Argument(help: "Thumbprint of the certificate, as `app show` has it.") var thumbprint: String
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        try await api.delete(APIRoute.fill(APIRoute.clientCertificate, application, thumbprint))
        console.print("certificate \(thumbprint) removed")
    }
}
