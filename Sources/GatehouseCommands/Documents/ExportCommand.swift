import ArgumentParser
import Foundation
import GatehouseClient
import GatehouseDocuments
import GatehouseWire

struct ExportCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write every document as YAML, to apply elsewhere.")

    @Option(
        name: [.short, .customLong("output")],
        help: ArgumentHelp(
            "Folder that gets a file for each document; without it, all go to the standard output.", valueName: "dir"),
        completion: .directory)
    var output: String?
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let documents: ListPage<DocumentItem> = try await api.get(APIRoute.export)
        guard let output else {
            console.print(documents.items.map { $0.text.trimmedEnd }.joined(separator: "\n---\n"))
            return
        }
        for document in documents.items { try write(document, to: output) }
        console.note("\(documents.items.count) documents written to `\(output)`")
    }

    private func write(_ document: DocumentItem, to folder: String) throws {
        guard !document.name.contains("/"), !document.name.hasPrefix("."), !document.kind.contains("/") else {
            throw CommandFailure(.failed, "the name `\(document.name)` cannot be a file's")
        }
        let kind = DocumentKind(word: document.kind)?.plural ?? document.kind.lowercased()
        do {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(kind)", withIntermediateDirectories: true, attributes: nil)
            try (document.text.trimmedEnd + "\n").write(
                toFile: "\(folder)/\(kind)/\(document.name).yaml", atomically: true, encoding: .utf8)
        } catch {
            throw CommandFailure(.failed, "`\(folder)/\(kind)/\(document.name).yaml` cannot be written")
        }
    }
}

extension String {
    var trimmedEnd: String {
        var text = self[...]
        while text.last?.isNewline == true { text.removeLast() }
        return String(text)
    }
}
