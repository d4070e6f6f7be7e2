import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ApproveEnrolment: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Let a machine in; it gets its identity when it asks again.")

    @Argument(help: EnrolmentReference.help) var id: String
    @Option(help: "Why, for the audit log.") var reason: String?
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let item: EnrolmentItem = try await api.post(
            APIRoute.fill(APIRoute.enrolmentApproval, try EnrolmentReference.id(id)),
            EnrolmentDecisionRequest(reason: reason))
        console.print("enrolment \(item.id) of \(item.name) approved")
    }
}

struct RejectEnrolment: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject", abstract: "Refuse a machine.")

    @Argument(help: EnrolmentReference.help) var id: String
    @Option(help: "Why; the machine is told, and the audit log.") var reason: String
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let item: EnrolmentItem = try await api.post(
            APIRoute.fill(APIRoute.enrolmentRejection, try EnrolmentReference.id(id)),
            EnrolmentDecisionRequest(reason: reason))
        console.print("enrolment \(item.id) of \(item.name) rejected")
    }
}
