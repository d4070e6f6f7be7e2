import Foundation
import GatehouseModel
import GatehouseService
import GatehouseWire
import Logging

/// The releases in the data folder: `agent-releases/VERSION/release.json`, and a file for each architecture beside it.
struct AgentReleaseFolder: AgentReleases {
    let path: String
    let logger: Logger

    func all() async throws -> [AgentRelease] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.compactMap { name in
            guard let version = SemanticVersion(name), version.description == name else { return nil }
            return release(version)
        }
    }

    private func release(_ version: SemanticVersion) -> AgentRelease? {
        let file = "\(path)/\(version)/release.json"
        guard let data = FileManager.default.contents(atPath: file), data.count <= SignedRelease.largest else {
            return nil
        }
        do {
            let envelope = Array(data)
            let manifest = try ReleaseManifest(bytes: try SignedRelease(bytes: envelope).manifest)
            guard manifest.version == version else {
                throw WireError(.unknownValue, at: "version", "it is the release of \(manifest.version)")
            }
            return AgentRelease(
                version: version, released: manifest.released,
                architectures: Set(manifest.artefacts.map(\.architecture)), envelope: envelope)
        } catch {
            logger.error("a release of the agent cannot be read", metadata: ["file": "\(file)", "error": "\(error)"])
            return nil
        }
    }

    func piece(
        of version: SemanticVersion, architecture: String, offset: Int64, limit: Int
    ) async throws -> [UInt8]? {
        let isPlain = architecture.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || Character(UnicodeScalar(byte)).isLetter || (0x30...0x39).contains(byte)
        }
        // Nothing of the request may lead out of the folder.
        guard isPlain, !architecture.isEmpty, architecture.utf8.count <= 32, offset >= 0,
            let handle = FileHandle(forReadingAtPath: "\(path)/\(version)/\(architecture)")
        else { return nil }
        defer { try? handle.close() }
        try handle.seek(toOffset: UInt64(offset))
        return Array(try handle.read(upToCount: limit) ?? Data())
    }
}
