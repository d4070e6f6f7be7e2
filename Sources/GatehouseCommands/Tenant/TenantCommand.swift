import ArgumentParser

struct TenantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenant", abstract: "The organisations that this server serves, for whoever operates it.",
        subcommands: [
            CreateTenant.self, ListTenants.self, ShowTenant.self, SuspendTenant.self, ResumeTenant.self,
            ExportTenant.self, DeleteTenant.self,
        ])

    static let reference = ArgumentHelp("Name or id of the tenant.")
}
