import ArgumentParser

struct EnrolmentCodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrolment-code", abstract: "Codes that let machines enrol.",
        subcommands: [CreateEnrolmentCode.self, ListEnrolmentCodes.self, RevokeEnrolmentCode.self])
}
