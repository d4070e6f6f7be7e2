import ArgumentParser

struct AppCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "app", abstract: "Applications that get tokens, for themselves or for people.",
        subcommands: [
            CreateApp.self, ListApps.self, ShowApp.self, SetApp.self, AddAppSecret.self, RemoveAppSecret.self,
            AddAppCertificate.self, RemoveAppCertificate.self, GrantApp.self, RevokeApp.self, DeleteApp.self,
        ])

    static let reference = ArgumentHelp("Id or name of the application.")
}
