import ArgumentParser

struct NoticeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notice", abstract: "What people are told by webhook and e-mail.",
        subcommands: [ListNotices.self, ShowNotice.self, RetryNotice.self, TestNotice.self])
}
