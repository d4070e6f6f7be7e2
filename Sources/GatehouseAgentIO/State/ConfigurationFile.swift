import Glibc

/// A file of settings that only root, or whoever runs this, may have written.
enum ConfigurationFile {
    /// Its text, or `nil` when there is none; refuses one that others could have written.
    ///
    /// What is checked is what is read: the file is opened first.
    static func text(_ path: String) throws(AgentError) -> String? {
        guard let descriptor = try RegularFile.open(path, in: AT_FDCWD, named: path, followsLinks: true) else {
            return nil
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_uid == geteuid() || status.st_uid == 0,
            status.st_mode & 0o022 == 0
        else {
            throw AgentError(
                .failed, "`\(path)` can be written by others", hint: "give it to root: chown root, chmod 644")
        }
        return String(decoding: try RegularFile.bytes(of: descriptor, named: path), as: UTF8.self)
    }
}
