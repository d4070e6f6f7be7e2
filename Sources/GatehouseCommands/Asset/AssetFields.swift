import ArgumentParser
import GatehouseWire

/// What can be written about a thing; what is not given stays as it is.
struct AssetFields: ParsableArguments {
    @Option(help: "computer, printer, networkEquipment, phone, camera …") var kind: String?
    @Option(help: "ordered, inStock, inUse, inRepair, retired, disposed, lost or stolen.") var state: String?
    @Option(help: "Who made it.") var manufacturer: String?
    @Option(help: "What product it is.") var model: String?
    @Option(help: "As it is written on the thing.") var serial: String?
    @Option(help: "A hardware address, as 3c:52:82:0a:1b:2c; may be repeated, and replaces all.") var mac: [String] = []
    @Option(help: "An IP address; may be repeated, and replaces all.") var ip: [String] = []
    @Option(help: "Operating system or firmware with its version.") var os: String?
    @Option(help: "A building, a room, a site.") var location: String?
    @Option(help: "For people.") var notes: String?
    @OptionGroup var assignment: AssignmentFields

    func request(name: String?) -> AssetRequest {
        var request = AssetRequest()
        request.name = name
        request.kind = kind
        request.state = state
        request.manufacturer = manufacturer
        request.model = model
        request.serialNumber = serial
        request.macAddresses = mac.isEmpty ? nil : mac
        request.ipAddresses = ip.isEmpty ? nil : ip
        request.operatingSystem = os
        request.location = location
        request.notes = notes
        request.owner = assignment.owner
        request.addTags = assignment.tag.isEmpty ? nil : assignment.tag
        request.removeTags = assignment.untag.isEmpty ? nil : assignment.untag
        request.accountable = assignment.accountable
        request.department = assignment.department
        request.costCentre = assignment.costCentre
        return request
    }
}

/// Whose a thing is and who answers for it.
struct AssignmentFields: ParsableArguments {
    @Option(help: "E-mail address of the person who has it; '' for nobody.") var owner: String?
    @Option(help: "A tag to add; may be repeated.") var tag: [String] = []
    @Option(help: "A tag to take away; may be repeated.") var untag: [String] = []
    @Option(help: "The person or team that answers for it.") var accountable: String?
    @Option(help: "Their department.") var department: String?
    @Option(help: "Where it is charged.") var costCentre: String?

    var isEmpty: Bool {
        [owner, accountable, department, costCentre].allSatisfy { $0 == nil } && tag.isEmpty && untag.isEmpty
    }
}
