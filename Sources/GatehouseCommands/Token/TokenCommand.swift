import ArgumentParser

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Bearer tokens of the API.",
        subcommands: [CreateToken.self, ListTokens.self, RevokeToken.self])
}
