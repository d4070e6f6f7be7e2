import ArgumentParser

struct SecretCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret",
        abstract: "Secrets that the server presents to other systems.",
        subcommands: [SetSecret.self, ListSecrets.self, DeleteSecret.self])
}
