import ArgumentParser
import Foundation
import GatehouseClient
import GatehouseWire

struct ExportTenant: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write everything of a tenant to a file: a tar of JSON lines, without its secrets.")

    @Argument(help: TenantCommand.reference) var tenant: String
    @Argument(help: "The file, which must not be there yet.", completion: .file()) var file: String
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let draft = file + ".part"
        guard !FileManager.default.fileExists(atPath: file) else {
            throw CommandFailure(.failed, "`\(file)` is there already", hint: "choose another, or remove it")
        }
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CommandFailure(.failed, "`\(draft)` cannot be written") }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var isWhole = false
        defer { if !isWhole { try? FileManager.default.removeItem(atPath: draft) } }
        try await api.save(APIRoute.fill(APIRoute.tenantExport, tenant)) { piece throws(ClientError) in
            do { try handle.write(contentsOf: Data(piece)) } catch {
                throw ClientError(.setup, "`\(draft)` cannot be written")
            }
        }
        try handle.close()
        guard rename(draft, file) == 0 else { throw CommandFailure(.failed, "`\(file)` cannot be written") }
        isWhole = true
        console.note("written to \(file)")
    }
}
