import ArgumentParser
import GatehouseModel

struct EnrolmentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrolment", abstract: "Machines that wait until somebody agrees to their enrolment.",
        subcommands: [
            ListEnrolments.self, ShowEnrolment.self, ApproveEnrolment.self, RejectEnrolment.self,
        ])
}

/// An enrolment by its id, on the command line.
enum EnrolmentReference {
    static let help = ArgumentHelp("Id of the enrolment, as `list` shows it.", valueName: "id")

    /// The id; refuses what is none.
    static func id(_ text: String) throws -> String {
        guard let id = EnrolmentID(text) else {
            throw CommandFailure(.usage, "`\(text)` is not an id", hint: "see `gatehouse enrolment list`")
        }
        return id.description
    }
}
