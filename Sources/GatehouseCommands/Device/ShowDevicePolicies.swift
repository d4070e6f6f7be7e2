import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ShowDevicePolicies: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "policies", abstract: "Say which policies reach a device, which do not, and why.",
        discussion: "REACHES is `may` where what decides is not known: the policy must then be satisfied.")

    @Argument(help: DeviceReference.help) var device: DeviceReference
    @Flag(help: "Only the policies that reach it, or may.") var reaching = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let id = try await device.resolve(api)
        let page: ListPage<DevicePolicyItem> = try await api.get(APIRoute.fill(APIRoute.devicePolicies, id.description))
        let policies = page.items.filter { !reaching || $0.reach != .doesNotApply }
        try console.show(policies, output.output) { Self.table(policies, isWide: $0) }
    }

    static func table(_ policies: [DevicePolicyItem], isWide: Bool) -> Table {
        var table = Table(["KIND", "POLICY", "REACHES", "WHY"] + (isWide ? ["STATE", "DECIDED BY", "NAME"] : []))
        for policy in policies {
            table.add([
                .init(policy.kind), .init(policy.policy), .init(policy.reach), .init(policy.detail),
                .init(policy.state?.rawValue ?? ""), .init(policy.decidedBy ?? ""), .init(policy.name ?? ""),
            ])
        }
        return table
    }
}
