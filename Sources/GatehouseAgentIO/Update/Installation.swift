import GatehouseModel
import Glibc

/// The versions that the agent installed itself, and the link that says which of them is the one.
///
/// INVARIANT (whole programs): `versions/N` has its final name only once the program in it is complete and durable; the
/// link is replaced by rename(2), and points to such a folder or is not there.
struct Installation: Sendable {
    /// `/opt/gatehouse-agent`, unless a test has its own.
    var path = "/opt/gatehouse-agent"

    private static let program = "gatehouse-agent"
    private var link: String { "\(path)/current" }
    private var versions: String { "\(path)/versions" }
    private var draft: String { "\(path)/draft" }

    func program(of version: SemanticVersion) -> String { "\(versions)/\(version)/\(Self.program)" }

    /// The version that the link points to; a link to anything else is as none.
    var current: SemanticVersion? {
        var buffer = [CChar](repeating: 0, count: 256)
        let count = readlink(link, &buffer, buffer.count)
        guard count > 0, count < buffer.count else { return nil }
        let target = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard target.hasPrefix("versions/"), let version = SemanticVersion(String(target.dropFirst(9))),
            target == "versions/\(version)", access(program(of: version), X_OK) == 0, isOwn(version)
        else { return nil }
        return version
    }

    /// Whether nobody else could have written the program of this version, or put it there.
    private func isOwn(_ version: SemanticVersion) -> Bool {
        [path, versions, "\(versions)/\(version)"].allSatisfy { Self.isOwn($0, S_IFDIR) }
            && Self.isOwn(program(of: version), S_IFREG)
    }

    private static func isOwn(_ path: String, _ kind: mode_t) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == kind && status.st_mode & 0o022 == 0
            && (status.st_uid == geteuid() || status.st_uid == 0)
    }

    /// Begins an empty draft, in place of an earlier one.
    func begin() throws(AgentError) {
        for folder in [path, versions] where mkdir(folder, 0o755) != 0 && errno != EEXIST {
            throw StateDirectory.failure("cannot make the folder", folder)
        }
        guard Self.isOwn(path, S_IFDIR), Self.isOwn(versions, S_IFDIR) else {
            throw AgentError(
                .failed, "others may write to `\(path)`", hint: "chown -R root \(path), chmod -R go-w \(path)")
        }
        try discardDraft()
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o700)
        guard descriptor >= 0 else { throw StateDirectory.failure("cannot write", draft) }
        close(descriptor)
    }

    func append(_ bytes: [UInt8]) throws(AgentError) {
        let descriptor = open(draft, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw StateDirectory.failure("cannot write", draft) }
        defer { close(descriptor) }
        guard StateDirectory.writeAll(bytes, to: descriptor) else {
            throw StateDirectory.failure("cannot write", draft)
        }
    }

    /// The draft in pieces, for its digest.
    func readDraft(_ body: (ArraySlice<UInt8>) -> Void) throws(AgentError) {
        let descriptor = open(draft, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw StateDirectory.failure("cannot read", draft) }
        defer { close(descriptor) }
        var chunk = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw StateDirectory.failure("cannot read", draft) }
            guard count > 0 else { return }
            body(chunk[..<count])
        }
    }

    func discardDraft() throws(AgentError) {
        guard unlink(draft) == 0 || errno == ENOENT else { throw StateDirectory.failure("cannot remove", draft) }
    }

    /// Makes the draft a version of its own, durably, and points the link at it.
    func activate(_ version: SemanticVersion) throws(AgentError) {
        let folder = "\(versions)/\(version)"
        let descriptor = open(draft, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw StateDirectory.failure("cannot open", draft) }
        let isDurable = fchmod(descriptor, 0o755) == 0 && fsync(descriptor) == 0
        close(descriptor)
        guard isDurable else { throw StateDirectory.failure("cannot make durable", draft) }
        guard mkdir(folder, 0o755) == 0 || errno == EEXIST else {
            throw StateDirectory.failure("cannot make the folder", folder)
        }
        guard rename(draft, program(of: version)) == 0 else { throw StateDirectory.failure("cannot place", folder) }
        for folder in [folder, versions] { try makeDurable(folder) }
        try point(to: version)
    }

    /// Replaces the link in one step; without a version there is none afterwards.
    func point(to version: SemanticVersion?) throws(AgentError) {
        if let version {
            let fresh = "\(link).new"
            unlink(fresh)
            guard symlink("versions/\(version)", fresh) == 0, rename(fresh, link) == 0 else {
                throw StateDirectory.failure("cannot replace", link)
            }
        } else if unlink(link) != 0, errno != ENOENT {
            throw StateDirectory.failure("cannot remove", link)
        }
        try makeDurable(path)
    }

    /// Removes every version but these; what cannot be removed stays.
    func prune(keeping kept: Set<SemanticVersion>) {
        guard let folder = opendir(versions) else { return }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard let version = SemanticVersion(name), name == version.description, !kept.contains(version) else {
                continue
            }
            unlink(program(of: version))
            rmdir("\(versions)/\(name)")
        }
    }

    private func makeDurable(_ folder: String) throws(AgentError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StateDirectory.failure("cannot open", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw StateDirectory.failure("cannot make durable", folder) }
    }
}
