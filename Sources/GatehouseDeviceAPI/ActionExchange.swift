import GatehouseModel
import GatehouseService
import GatehouseWire
import NIOHTTP1

/// What a device asks and says about its actions.
struct ActionExchange {
    /// A report carries up to 32 KiB of output, which JSON may spell in six times as many bytes.
    static let largestReport = 256 << 10
    /// A file in base64, with its name.
    static let largestArtefact = ActionArtefact.largest / 3 * 4 + (4 << 10)

    let actions: ActionService
    let key: WorkBoard.Key
    /// Of the certificate that the device shows.
    let serial: String

    func answer(_ path: String, _ body: [UInt8]) async throws -> DeviceAnswer {
        switch path {
        case AgentRoute.actionAcceptance: try await accept(body)
        case AgentRoute.actionArtefact: try await keep(body)
        default: try await report(body)
        }
    }

    private func accept(_ body: [UInt8]) async throws -> DeviceAnswer {
        let request = try ActionAcceptance(json: .parse(body, limits: .init(bytes: 4 << 10)))
        let delivered = try await actions.accept(
            key.tenant, device: key.device, action: request.action, showing: serial)
        let script = delivered.script.map { script in
            ActionOrder.SignedScript(
                text: script.text, signature: Hex.decode(delivered.action.signature) ?? [], signer: script.signer)
        }
        return DeviceAnswer(
            ActionOrder(
                action: delivered.action.id, kind: delivered.command.kind.rawValue,
                expiresAt: delivered.action.expiresAt, parameters: delivered.command.parameters, script: script))
    }

    private func keep(_ body: [UInt8]) async throws -> DeviceAnswer {
        let artefact = try ActionArtefact(json: .parse(body, limits: .init(bytes: Self.largestArtefact)))
        try await actions.keep(
            key.tenant, device: key.device, action: artefact.action, name: artefact.name, content: artefact.content)
        return DeviceAnswer(status: .noContent)
    }

    private func report(_ body: [UInt8]) async throws -> DeviceAnswer {
        let report = try ActionReport(json: .parse(body, limits: .init(bytes: Self.largestReport)))
        let state: ActionState =
            switch report.state {
            case .active: .running
            case .done: .succeeded
            case .failed: .failed
            case .notSupported: .notSupported
            }
        try await actions.report(
            key.tenant, device: key.device, action: report.action,
            ActionProgress(state, detail: report.detail, percent: report.percent, result: report.result))
        return DeviceAnswer(status: .noContent)
    }
}
