import ArgumentParser

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "The log of administrative acts.",
        subcommands: [ListAudit.self, VerifyAudit.self])
}
