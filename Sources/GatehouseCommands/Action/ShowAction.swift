import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ShowAction: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an action with its output, or all that was asked for at once.")

    @Argument(help: ActionReference.help) var id: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        switch try await ActionReference.find(id, api) {
        case .batch(let batch):
            try console.show(batch, output.output) { Self.print(batch, $0) }
        case .action(let detail):
            try console.show(detail, output.output) { Self.print(detail, $0) }
        }
    }

    private static func print(_ detail: ActionDetail, _ console: Console) {
        let action = detail.action
        console.print(
            Properties(
                [
                    ("action", action.id.description), ("kind", action.kind), ("state", action.state.rawValue),
                    ("detail", action.detail), ("percent", action.percent.map { "\($0)" } ?? ""),
                    ("device", action.device.description), ("batch", action.batch.description),
                ] + sorted(detail.parameters) + [
                    ("asked by", action.createdBy), ("created", action.createdAt.description),
                    ("delivered", action.deliveredAt?.description ?? ""), ("updated", action.updatedAt.description),
                    ("expires", action.expiresAt.description),
                    ("exit status", detail.exitCode.map { "\($0)" } ?? ""),
                    ("file", detail.artefact.map { "\($0): gatehouse action logs \(action.id) --to FILE" } ?? ""),
                ]
            ).text())
        printText(detail.output, "output" + (detail.isTruncated ? " (cut)" : ""), console)
    }

    private static func print(_ batch: ActionBatchItem, _ console: Console) {
        console.print(
            Properties(
                [
                    ("batch", batch.id.description), ("kind", batch.kind), ("devices", "\(batch.devices)"),
                    ("progress", ActionWait.progress(batch)), ("approval", batch.approval.rawValue),
                ] + sorted(batch.parameters) + [
                    ("asked by", batch.createdBy), ("created", batch.createdAt.description),
                    ("decided by", batch.decidedBy ?? ""), ("decided", batch.decidedAt?.description ?? ""),
                    ("reason", batch.reason ?? ""), ("expires", batch.expiresAt.description),
                ]
            ).text())
        printText(batch.script ?? "", "script", console)
    }

    private static func sorted(_ parameters: [String: String]) -> [(String, String)] {
        parameters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private static func printText(_ text: String, _ heading: String, _ console: Console) {
        guard !text.isEmpty else { return }
        console.print("")
        console.print(console.coloured(heading, .bold))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines.last == "" ? lines.dropLast() : lines { console.print("  \(line)") }
    }
}
