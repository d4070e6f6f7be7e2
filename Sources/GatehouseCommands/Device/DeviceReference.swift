import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

/// A device by its id or its name.
struct DeviceReference: ExpressibleByArgument, Sendable {
    let text: String

    init?(argument: String) { text = argument }

    static let help = ArgumentHelp("Id or name of the device.", valueName: "device")

    /// The device's id; refuses a name that several devices have.
    func resolve(_ api: APIClient) async throws -> DeviceID {
        if let id = DeviceID(text) { return id }
        let quoted = text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
        let found: [DeviceSummary] = try await api.list(
            APIRoute.devices, query: [APIRequest.QueryItem("filter", "name eq '\(quoted)'")], limit: 10)
        guard let first = found.first else {
            throw CommandFailure(.notFound, "there is no device `\(text)`", hint: "see `gatehouse device list`")
        }
        guard found.count == 1 else {
            var failure = CommandFailure(
                .failed, "\(found.count) devices are named `\(text)`", hint: "name the one you mean by its id")
            failure.lines = found.map { "\($0.id)  enrolled \($0.enrolledAt)" }
            throw failure
        }
        return first.id
    }
}
