import ArgumentParser

struct EnforcementPointCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enforcement-point", abstract: "Proxies that ask for decisions.",
        subcommands: [
            AddEnforcementPoint.self, ListEnforcementPoints.self, RevokeEnforcementPoint.self,
            DeleteEnforcementPoint.self,
        ])
}
