import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

/// What every command that tells devices to do something takes.
struct DeviceActionOptions: ParsableArguments {
    @Option(help: "Every enrolled device where this holds, as `device list` takes it.") var filter: String?
    @Option(help: "How long devices have to take it, as 1h or 7d.") var expiresIn: String?
    @Option(help: "An identifier of your own: asking twice under it is asking once.") var requestID: String?
    @Flag(help: "Wait until every device has ended, and tell how far they are.") var wait = false
    @OptionGroup var output: OutputOptions

    /// Asks for the action on the devices that are named or that the filter means.
    func ask(
        _ request: ActionRequest, _ devices: [DeviceReference], _ api: APIClient, _ console: Console
    ) async throws {
        guard !devices.isEmpty || filter != nil else {
            throw CommandFailure(.usage, "no device is named", hint: "name some, or give --filter")
        }
        var request = request
        request.expiresIn = expiresIn
        request.requestID = requestID
        var ids: [DeviceID] = []
        for device in devices { ids.append(try await device.resolve(api)) }
        let batch: ActionBatchItem = try await api.post(
            APIRoute.actionBatches,
            ActionBatchRequest(action: request, devices: ids.isEmpty ? nil : ids, filter: filter))
        try await report(batch, api, console)
    }

    private func report(_ asked: ActionBatchItem, _ api: APIClient, _ console: Console) async throws {
        var batch = asked
        if wait { batch = try await ActionWait(api: api).run(batch, console) }
        try console.show(batch, output.output) { console in
            console.print(Self.line(batch))
            if batch.approval == .pending {
                console.note("another person must agree: gatehouse action approve \(batch.id)")
            }
        }
        guard wait, let bad = batch.counts.first(where: { $0.state != .succeeded }) else { return }
        throw CommandFailure(
            .failed, "\(bad.devices) of \(batch.devices) devices: \(bad.state.rawValue)",
            hint: "see `gatehouse action list --batch \(batch.id)`")
    }

    /// One line, as `lock 3 devices: 2 succeeded, 1 queued (0199…)`.
    static func line(_ batch: ActionBatchItem) -> String {
        let devices = batch.devices == 1 ? "1 device" : "\(batch.devices) devices"
        return "\(batch.kind) \(devices): \(ActionWait.progress(batch)) (\(batch.id))"
    }
}

/// Waits until nothing more can happen to a batch.
struct ActionWait {
    private static let interval = Duration.milliseconds(200)

    let api: APIClient

    /// Says how far it is as often as that changes.
    func run(_ asked: ActionBatchItem, _ console: Console) async throws -> ActionBatchItem {
        var batch = asked
        var said = ""
        while true {
            let progress = Self.progress(batch)
            if progress != said { console.note(progress) }
            said = progress
            if batch.isFinal { return batch }
            try await Task.sleep(for: Self.interval)
            batch = try await api.get(APIRoute.fill(APIRoute.actionBatch, batch.id.description))
        }
    }

    static func progress(_ batch: ActionBatchItem) -> String {
        batch.counts.map { "\($0.devices) \($0.state.rawValue)" }.joined(separator: ", ")
    }
}

/// A command that tells devices to do something that needs no particulars.
protocol PlainDeviceAction: ClientCommand {
    static var kind: ActionKind { get }
    var devices: [DeviceReference] { get }
    var dryRun: Bool { get }
    var action: DeviceActionOptions { get }
}

extension PlainDeviceAction {
    func run(_ api: APIClient, _ console: Console) async throws {
        if dryRun, !Self.kind.hasDryRun {
            return try await DeviceSelection(devices: devices, filter: action.filter).show(Self.kind, api, console)
        }
        try await action.ask(
            ActionRequest(kind: Self.kind.rawValue, dryRun: dryRun ? true : nil), devices, api, console)
    }
}

/// The devices that an action would reach.
struct DeviceSelection {
    let devices: [DeviceReference]
    let filter: String?

    /// Lists them and asks nothing of them.
    func show(_ kind: ActionKind, _ api: APIClient, _ console: Console) async throws {
        var found: [DeviceSummary] = []
        if let filter {
            found = try await api.list(APIRoute.devices, query: [APIRequest.QueryItem("filter", filter)])
        }
        for device in devices {
            let id = try await device.resolve(api)
            let detail: DeviceDetail = try await api.get(APIRoute.fill(APIRoute.device, id.description))
            if !found.contains(where: { $0.id == id }) { found.append(detail.device) }
        }
        console.note("`\(kind.rawValue)` would be asked of \(found.count == 1 ? "1 device" : "\(found.count) devices")")
        console.print(ListDevices.table(found, isWide: false))
    }
}
