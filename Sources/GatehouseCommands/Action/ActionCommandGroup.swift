import ArgumentParser

struct ActionCommandGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "action", abstract: "What devices were told to do: how far it is, and the second person's word.",
        subcommands: [
            ListActions.self, ShowAction.self, ApproveAction.self, RejectAction.self, CancelAction.self,
            SaveActionLogs.self,
        ])
}
