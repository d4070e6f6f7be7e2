import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct SetDevice: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Say whose a device is, who answers for it, and what it is tagged with.")

    @Argument(help: DeviceReference.help) var device: DeviceReference
    @Option(help: "Whether it is the organisation's own: company or personal; it reports accordingly.")
    var ownership: OwnershipArgument?
    @OptionGroup var fields: AssignmentFields
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        guard !fields.isEmpty || ownership != nil else {
            throw CommandFailure(.usage, "nothing is to be changed", hint: "see `gatehouse device set --help`")
        }
        var request = DeviceAssignmentRequest()
        request.ownership = ownership?.ownership
        request.owner = fields.owner
        request.addTags = fields.tag.isEmpty ? nil : fields.tag
        request.removeTags = fields.untag.isEmpty ? nil : fields.untag
        request.accountable = fields.accountable
        request.department = fields.department
        request.costCentre = fields.costCentre
        let id = try await device.resolve(api)
        let detail: DeviceDetail = try await api.patch(APIRoute.fill(APIRoute.device, id.description), request)
        try console.show(detail, output.output) { console in
            console.print("device \(id) changed")
            let device = detail.device
            console.print(
                Properties([
                    ("ownership", device.ownership.rawValue), ("owner", device.owner ?? ""),
                    ("tags", device.tags.joined(separator: ", ")),
                    ("accountable", device.accountability.words), ("groups", device.groups.joined(separator: ", ")),
                ]).text(indent: "  "))
        }
    }
}
