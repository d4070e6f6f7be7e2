import ArgumentParser

struct AuthorityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "authority",
        abstract: "Show and change the keys that certificates and scripts are signed by.",
        subcommands: [
            ShowAuthority.self, RotateAuthority.self, RetireAuthority.self, TakeRootKey.self, PutRootKey.self,
            RotateSealingKey.self,
        ])
}
