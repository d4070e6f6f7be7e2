import Foundation
import GatehouseModel

/// What a backup holds, so that a damaged or incomplete one is known before anything is restored from it.
struct BackupManifest: Hashable, Codable, Sendable {
    static let fileName = "manifest.json"
    /// The form of a backup; another is refused.
    static let format = "gatehouse/backup/v1"

    /// One file of the data folder.
    struct File: Hashable, Codable, Sendable {
        /// Relative to the folder.
        var path: String
        var size: Int64
        /// Hexadecimal SHA-256 of the content.
        var sha256: String
        /// Permission bits.
        var mode: UInt32

        /// Whether the path stays within a folder.
        fileprivate var staysInside: Bool {
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            return !path.utf8.contains(0) && !parts.contains { ["", ".", ".."].contains($0) }
        }
    }

    var format = Self.format
    /// When the copy of the database was begun (RFC 3339): what was acknowledged before is in it.
    var madeAt: String
    var files: [File]

    init(madeAt: Instant, files: [File]) {
        self.madeAt = madeAt.description
        self.files = files.sorted { $0.path < $1.path }
    }

    /// Reads what ``text`` says; `nil` for anything else, and where a path leads out of the folder.
    init?(_ text: Data) {
        guard let read = try? JSONDecoder().decode(BackupManifest.self, from: text), read.format == Self.format,
            read.files.allSatisfy(\.staysInside), Set(read.files.map(\.path)).count == read.files.count
        else { return nil }
        self = read
    }

    var text: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(self)
        }
    }
}
