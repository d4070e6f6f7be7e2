import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct CreateEnrolmentCode: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a code and print it, alone, on the standard output.")

    @Option(help: "How many machines may enrol with it.") var uses: Int64 = 1
    @Option(help: "How long it lasts, as 1h or 7d.") var expiresIn = "1h"
    @Option(help: "Who owns the machines: company or personal.") var ownership: OwnershipArgument = .company
    @Option(help: "A device group that the machines join; may be repeated.") var group: [String] = []
    @Option(help: "How the machines are bound to the tenant: registered, joined or hybrid.")
    var trustType: TrustTypeArgument = .joined
    @Option(help: ArgumentHelp("The person whose machines they are.", valueName: "address")) var owner: String?
    @Flag(help: "Somebody must agree to each enrolment.") var requiresApproval = false
    @Flag(help: "The machines only report: they take no actions, and are not compliant.") var telemetryOnly = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let request = EnrolmentCodeRequest(
            uses: uses, expiresIn: expiresIn, ownership: ownership.ownership, groups: group,
            trustType: trustType.trustType, management: telemetryOnly ? .telemetryOnly : .managed, owner: owner,
            requiresApproval: requiresApproval)
        let created: EnrolmentCodeCreated = try await api.post(APIRoute.enrolmentCodes, request)
        try console.show(created, output.output) { console in
            console.print(created.code)
            let kept = created.enrolmentCode
            let machines = kept.usesAllowed == 1 ? "1 machine" : "\(kept.usesAllowed) machines"
            console.note("expires \(kept.expiresAt), for \(machines); it is shown this once")
        }
    }
}

/// Who owns a device, on the command line.
enum OwnershipArgument: String, ExpressibleByArgument, CaseIterable, Sendable {
    case company
    case personal

    var ownership: Ownership { self == .company ? .company : .personal }
}

/// How a device is bound to its tenant, on the command line.
enum TrustTypeArgument: String, ExpressibleByArgument, CaseIterable, Sendable {
    case registered
    case joined
    case hybrid

    var trustType: TrustType {
        switch self {
        case .registered: .workplace
        case .joined: .azureAd
        case .hybrid: .serverAd
        }
    }
}

extension TrustType {
    /// As people say it.
    var word: String {
        switch self {
        case .workplace: "registered"
        case .azureAd: "joined"
        case .serverAd: "hybrid"
        }
    }
}
