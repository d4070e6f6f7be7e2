import Foundation
import GatehouseService

/// The files of an authority: `authority/` for its keys and certificates, `ca.pem` beside it for everybody to trust.
///
/// A file is there whole or not at all, also after a power loss; a key that is there is never written again.
struct AuthorityFolder {
    enum File: String, CaseIterable {
        // In the order in which they come into being.
        case rootKey = "authority/root.key"
        case root = "authority/root.pem"
        case intermediateKey = "authority/intermediate.key"
        case intermediate = "authority/intermediate.pem"
        case published = "ca.pem"
        case scriptKey = "authority/scripts.key"

        var isKey: Bool { [.rootKey, .intermediateKey, .scriptKey].contains(self) }
        var mode: mode_t { isKey ? 0o600 : 0o644 }
    }

    let path: String

    /// Makes the folders where they are missing, readable by their owner alone.
    func prepare() throws(AuthorityError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path + "/authority", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw AuthorityError(.failed, "`\(path)/authority` cannot be made: \(error.localizedDescription)")
        }
    }

    func exists(_ file: File) -> Bool { access(name(of: file), F_OK) == 0 }

    /// The text of a file, `nil` when it is not there; refuses a key that others may read.
    func read(_ file: File) throws(AuthorityError) -> String? {
        let name = name(of: file)
        let descriptor = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        if descriptor < 0, errno == ENOENT { return nil }
        guard descriptor >= 0 else { throw failure("read", name) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("read", name) }
        if file.isKey, status.st_mode & 0o077 != 0 {
            throw AuthorityError(.failed, "`\(name)` can be read by others\nhint: run `chmod 600 \(name)`")
        }
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw failure("read", name) }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// Writes a file that must not be there yet: a link cannot take another file's place.
    func create(_ file: File, _ text: String) throws(AuthorityError) {
        let draft = try draft(of: file, text)
        defer { unlink(draft) }
        guard link(draft, name(of: file)) == 0 else { throw failure("create", name(of: file)) }
        try syncFolder(of: file)
    }

    /// Writes a certificate in the place of the one before.
    func replace(_ file: File, _ text: String) throws(AuthorityError) {
        precondition(!file.isKey, "a key is never replaced")
        let draft = try draft(of: file, text)
        guard rename(draft, name(of: file)) == 0 else { throw failure("write", name(of: file)) }
        try syncFolder(of: file)
    }

    func name(of file: File) -> String { "\(path)/\(file.rawValue)" }

    private func draft(of file: File, _ text: String) throws(AuthorityError) -> String {
        let draft = name(of: file) + ".new"
        let descriptor = open(draft, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, file.mode)
        guard descriptor >= 0 else { throw failure("write", draft) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard fchmod(descriptor, file.mode) == 0, Glibc.write(descriptor, bytes, bytes.count) == bytes.count,
            fsync(descriptor) == 0
        else { throw failure("write", draft) }
        return draft
    }

    private func syncFolder(of file: File) throws(AuthorityError) {
        let folder = name(of: file).split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
            separator: "/")
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("write", folder) }
    }

    private func failure(_ verb: String, _ name: String) -> AuthorityError {
        AuthorityError(.failed, "cannot \(verb) `\(name)`: \(String(cString: strerror(errno)).lowercased())")
    }
}
