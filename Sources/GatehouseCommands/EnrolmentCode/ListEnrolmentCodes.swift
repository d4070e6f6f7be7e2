import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ListEnrolmentCodes: ClientCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List codes, newest first.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let page: ListPage<EnrolmentCodeItem> = try await api.get(APIRoute.enrolmentCodes)
        try console.show(page.items, output.output) { isWide in
            var table = Table(
                ["ID", "STATE", "USES", "OWNERSHIP", "GROUPS", "EXPIRES"]
                    + (isWide ? ["CREATED", "BY", "TRUST", "MODE", "OWNER", "APPROVAL"] : []))
            for code in page.items {
                table.add([
                    .init(code.id.description), .init(code.state.rawValue, code.state == .usable ? .green : .faint),
                    .init("\(code.usesMade)/\(code.usesAllowed)"), .init(code.ownership.rawValue),
                    .init(code.groups.joined(separator: ",")), .init(code.expiresAt.description),
                    .init(code.createdAt.description), .init(code.createdBy),
                    .init(code.trustType.word), .init(code.management.rawValue), .init(code.owner ?? ""),
                    .init(code.requiresApproval ? "needed" : ""),
                ])
            }
            return table
        }
    }
}
