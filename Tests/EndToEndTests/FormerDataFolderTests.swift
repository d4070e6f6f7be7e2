import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Testing

extension EndToEnd {
    /// A data folder as a version left it that kept the keys of its authority in files.
    @Suite struct FormerDataFolderTests {
        /// The files by their names, from what is sealed in their place now.
        private struct Former: Decodable {
            var rootKey: String
            var root: String
            var intermediateKey: String
            var intermediate: String
            var scriptKey: String

            var files: [String: String] {
                [
                    "root.key": rootKey, "root.pem": root, "intermediate.key": intermediateKey,
                    "intermediate.pem": intermediate, "scripts.key": scriptKey,
                ]
            }
        }

        @Test func `a server takes over the authority of an older version, and who is enrolled stays so`()
            async throws
        {
            let server = try await RunningServer()
            var device = try await TestDevice.enrol(name: "laptop", at: server)
            try await device.report(["os.hostname": .known(.text("before"))])
            let root = try server.rootsPEM
            try await server.stop()
            let names = try await Self.putBack(server, tenant: "\(device.identity.tenant)")

            try await server.start()
            let imported = "\(server.data)/authority.imported"
            #expect(try server.process.complaints.contains("the keys of the authority are in the database now, sealed"))
            #expect(!FileManager.default.fileExists(atPath: "\(server.data)/authority"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: imported).sorted() == names)
            #expect(try server.rootsPEM == root)
            try await device.report(["os.hostname": .known(.text("after"))])
            var next = try await TestDevice.enrol(name: "next", at: server)
            try await next.report(["os.hostname": .known(.text("next"))])
            #expect(next.identity.trustRoots == device.identity.trustRoots)

            // From now on the files are not needed.
            try await server.stop()
            try FileManager.default.removeItem(atPath: imported)
            try await server.start()
            try await device.report(["os.hostname": .known(.text("later"))])
            try await next.report(["os.hostname": .known(.text("later"))])
            #expect(try await server.admin("audit", "verify").contains("intact"))
            try await server.stop()
        }

        /// Makes files of the row that a server has now, and takes the row away; returns the names of the files.
        private static func putBack(_ server: RunningServer, tenant: String) async throws -> [String] {
            let database = "\(server.data)/gatehouse.sqlite"
            let row = try await SQLite.ask(database, "SELECT lower(hex(sealed)) FROM tenant_authority")
            let sealed = try #require(Hex.decode(row))
            let text = try String(contentsOfFile: "\(server.data)/secrets.key", encoding: .utf8)
            let opened = try #require(SealingKey(text)?.open(sealed, for: "authority/\(tenant)"))
            let former = try JSONDecoder().decode(Former.self, from: Data(opened))
            let folder = "\(server.data)/authority"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            for (name, text) in former.files {
                try #require(
                    FileManager.default.createFile(
                        atPath: "\(folder)/\(name)", contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]))
            }
            try await SQLite.ask(database, "DELETE FROM tenant_authority")
            return former.files.keys.sorted()
        }
    }
}
