import Foundation
import GatehouseModel

/// The identities of a fleet between two runs: one line of JSON each, only ever appended to.
///
/// The file holds private keys, and only its owner may read it. A line that cannot be read (the last one, when a run was
/// killed) counts as not there: that device enrols again, and is the same device by its hardware.
struct FleetFile {
    private let path: String

    /// Makes the folder if there is none.
    init(folder: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw SimulatorError(.setup, "the folder `\(folder)` cannot be made", hint: "choose another for --state")
        }
        path = "\(folder)/fleet.jsonl"
    }

    /// What a device of a fleet is found by.
    struct Key: Hashable {
        var number: Int
        var isTelemetryOnly: Bool
    }

    /// The newest identity of each device that is good at this server for an hour more.
    func read(seed: UInt64, trustRoots: String, server: String, at now: Instant) -> [Key: FleetIdentity] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [:] }
        let decoder = JSONDecoder()
        var found = [Key: FleetIdentity]()
        for line in text.split(separator: "\n") {
            guard let identity = try? decoder.decode(FleetIdentity.self, from: Data(line.utf8)) else { continue }
            // Another server at the same address has another root.
            let isHere = identity.trustRoots == trustRoots && URL(string: identity.channel)?.host() == server
            guard isHere, identity.seed == seed, identity.notAfter > now.milliseconds + 3_600_000 else { continue }
            found[Key(number: identity.number, isTelemetryOnly: identity.isTelemetryOnly)] = identity
        }
        return found
    }

    func append(_ identities: [FleetIdentity]) throws {
        let encoder = JSONEncoder()
        // Begun anew, so that a line that was cut off spoils no other.
        var lines = Data("\n".utf8)
        for identity in identities { lines += try encoder.encode(identity) + Data("\n".utf8) }
        let files = FileManager.default
        if !files.fileExists(atPath: path) {
            guard files.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
                throw SimulatorError(.setup, "`\(path)` cannot be written", hint: "choose another folder for --state")
            }
        }
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        defer { try? file.close() }
        try file.seekToEnd()
        try file.write(contentsOf: lines)
    }
}
