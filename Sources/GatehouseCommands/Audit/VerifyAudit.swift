import ArgumentParser
import GatehouseClient
import GatehouseWire

struct VerifyAudit: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check that every act still stands as it was written.",
        discussion: "Keep the hash elsewhere: it shows later whether the end of the log was cut off.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let found: AuditVerification = try await api.get(APIRoute.auditVerification)
        try console.show(found, output.output) { console in
            console.print(
                Properties([
                    ("audit log", found.intact ? console.coloured("intact", .green) : console.coloured("broken", .red)),
                    ("rows", String(found.rows)), ("newest hash", found.newestHash ?? ""),
                ]).text())
        }
        guard found.intact else {
            throw CommandFailure(.failed, found.problem ?? "the audit log is not whole")
        }
    }
}
