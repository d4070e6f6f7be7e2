import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ListEnforcementPoints: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List enforcement points, with a line for each certificate.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let page: ListPage<EnforcementPointItem> = try await api.get(APIRoute.enforcementPoints)
        try console.show(page.items, output.output) { Self.table(page.items, isWide: $0) }
    }

    private static func table(_ items: [EnforcementPointItem], isWide: Bool) -> Table {
        var table = Table(
            ["NAME", "TRANSPORT", "APPLICATIONS", "CERTIFICATE", "ENDS"] + (isWide ? ["ISSUED", "SOCKET"] : []))
        for item in items {
            let certificates = item.certificates.isEmpty ? [nil] : item.certificates.map(Optional.some)
            for certificate in certificates {
                table.add([
                    item.name, item.transport.rawValue, item.applications.joined(separator: ","),
                    certificate?.serial ?? "", certificate.map(end) ?? "", certificate?.issuedAt.description ?? "",
                    item.socketPath ?? "",
                ])
            }
        }
        return table
    }

    /// When it ends, or the earlier time at which it was or will be revoked.
    private static func end(of certificate: EnforcementPointCertificate) -> String {
        guard let revoked = certificate.revokedAt else { return certificate.notAfter.description }
        return "\(revoked) (revoked)"
    }
}
