import Foundation
import GatehouseModel
import GatehouseService

extension AuthorityMaterial {
    private static let rootKey = "root.key"

    /// The authority of a server that kept its own as files; the root's key may be missing, for it may lie elsewhere.
    ///
    /// Refuses a folder in which another file is missing, and a key that others may read.
    init(folder: String) throws(AuthorityError) {
        self.init(
            rootKey: try Self.text(Self.rootKey, in: folder, isKey: true),
            root: try Self.required("root.pem", in: folder, isKey: false),
            intermediateKey: try Self.required("intermediate.key", in: folder, isKey: true),
            intermediate: try Self.required("intermediate.pem", in: folder, isKey: false),
            scriptKey: try Self.required("scripts.key", in: folder, isKey: true))
    }

    private static func required(_ name: String, in folder: String, isKey: Bool) throws(AuthorityError) -> String {
        guard let text = try text(name, in: folder, isKey: isKey) else {
            throw AuthorityError(.failed, "`\(folder)/\(name)` is missing\nhint: restore it from a backup")
        }
        return text
    }

    private static func text(_ name: String, in folder: String, isKey: Bool) throws(AuthorityError) -> String? {
        let path = "\(folder)/\(name)"
        guard let found = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
        let mode = (found[.posixPermissions] as? NSNumber)?.uint32Value ?? 0
        if isKey, mode & 0o077 != 0 {
            throw AuthorityError(.failed, "`\(path)` can be read by others\nhint: run `chmod 600 \(path)`")
        }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw AuthorityError(.failed, "`\(path)` cannot be read")
        }
        return text
    }
}
