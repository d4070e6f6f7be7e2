import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ShowEnrolment: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what is known of a machine that waits.")

    @Argument(help: EnrolmentReference.help) var id: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let item: EnrolmentItem = try await api.get(
            APIRoute.fill(APIRoute.enrolment, try EnrolmentReference.id(id)))
        try console.show(item, output.output) { console in console.print(Self.properties(item).text()) }
    }

    private static func properties(_ item: EnrolmentItem) -> Properties {
        Properties([
            ("enrolment", item.id.description), ("state", item.state.rawValue), ("why", item.cause.words),
            ("name", item.name), ("platform", item.platform.rawValue), ("system", item.operatingSystem),
            ("hardware", "\(item.manufacturer) \(item.model)"), ("serial", "\(item.serialNumber) (as it says itself)"),
            ("TPM", item.endorsement.map { "\($0.rawValue), key \(item.endorsementKeyHash ?? "")" } ?? "none shown"),
            ("from", item.address), ("code", item.code.map { "\($0), made by \(item.codeCreatedBy ?? "?")" } ?? ""),
            ("registration", item.hardware?.description ?? ""), ("ownership", item.ownership.rawValue),
            ("groups", item.groups.joined(separator: ", ")), ("owner", item.owner ?? ""),
            ("created", item.createdAt.description), ("last asked", item.lastAskedAt.description),
            ("expires", item.expiresAt.description), ("decided by", item.decidedBy ?? ""),
            ("decided", item.decidedAt?.description ?? ""), ("reason", item.reason ?? ""),
            ("device", item.device?.description ?? ""),
        ])
    }
}

extension EnrolmentItem.Cause {
    /// Why somebody must agree, in words.
    var words: String {
        switch self {
        case .code: "the code says so"
        case .serialNumber: "only a serial number says that it is the registered machine"
        case .quota: "it would be one device more than is allowed"
        case .tenant: "the tenant's settings say so"
        case .returning: "the device left the fleet before"
        }
    }
}
