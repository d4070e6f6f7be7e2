import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

/// What a person means by an identifier: a batch, or one device's action of it.
enum ActionReference: Sendable {
    case batch(ActionBatchItem)
    case action(ActionDetail)

    static let help = ArgumentHelp("Id of an action, or of what was asked for at once.", valueName: "id")

    /// Finds it; refuses what is neither.
    static func find(_ text: String, _ api: APIClient) async throws -> ActionReference {
        guard ActionID(text) != nil else {
            throw CommandFailure(.usage, "`\(text)` is not an id", hint: "see `gatehouse action list`")
        }
        do {
            return .batch(try await api.get(APIRoute.fill(APIRoute.actionBatch, text)))
        } catch let error as ClientError where error.code == .notFound {
            return .action(try await api.get(APIRoute.fill(APIRoute.action, text)))
        }
    }

    /// The batch of either.
    var batch: ActionBatchID {
        switch self {
        case .batch(let batch): batch.id
        case .action(let detail): detail.action.batch
        }
    }
}
