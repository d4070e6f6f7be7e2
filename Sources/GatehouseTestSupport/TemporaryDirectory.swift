import Foundation

/// A folder of its own for one test, removed with the last reference to it.
public final class TemporaryDirectory: Sendable {
    /// Absolute, without a slash at the end.
    public let path: String

    /// Makes the folder for its owner alone (mode 0700).
    public init() throws {
        let name = "gatehouse-\(UUID().uuidString.lowercased())"
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of a file in the folder, whether there is one or not.
    public func file(_ name: String) -> String { "\(path)/\(name)" }
}
