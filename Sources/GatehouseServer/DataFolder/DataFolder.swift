import Foundation
import GatehouseModel

/// The folder of all that a server keeps: made for its owner only, and used by one server at a time.
final class DataFolder: Sendable {
    let path: String
    private let lock: Int32

    var database: String { path + "/gatehouse.sqlite" }
    /// Says where the data is while it is not in this folder, so that no older file is taken for it.
    static let elsewhere = "database.url"
    var root: String { path + "/ca.pem" }
    var setUpToken: String { path + "/admin.token" }
    var setUpCode: String { path + "/setup-code.txt" }
    var serverAddress: String { path + "/server.url" }

    var sealingKey: String { path + "/secrets.key" }
    /// Where older versions kept the keys of the authority.
    var formerAuthority: String { path + "/authority" }

    var agentReleases: String { path + "/agent-releases" }
    var makerRoots: String { path + "/tpm-makers" }
    var authenticatorMakers: String { path + "/authenticator-makers" }
    var breachedPasswords: String { path + "/breached-passwords.txt" }

    /// Where the enforcement point of this name asks unless its document says otherwise.
    func decisionSocket(of point: String) -> String {
        point == "default" ? path + "/decide.sock" : path + "/decide-\(point).sock"
    }

    /// The same for a tenant that does not own the server.
    ///
    /// The identifier stands first and has one length, so that no name of a point leads to another tenant's.
    func decisionSocket(of point: String, in tenant: TenantID) -> String {
        let id = tenant.description.filter { $0 != "-" }
        return "\(tenantSockets)/\(id)" + (point == "default" ? ".sock" : "-\(point).sock")
    }

    private var tenantSockets: String { path + "/tenants" }

    /// Makes the folder of the other tenants' sockets; where it cannot be made, opening one says so.
    func makeTenantSockets() {
        try? FileManager.default.createDirectory(
            atPath: tenantSockets, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
    }

    /// Creates the folder with mode 0700 if it is not there, and takes its lock.
    init(path: String) throws {
        let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
        self.path = absolute
        do {
            try FileManager.default.createDirectory(
                atPath: absolute, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw ConfigurationError(
                message: "the data folder `\(absolute)` cannot be made: \(error.localizedDescription)",
                hint: "choose another with \(Setting.dataDir.flag), or run as a user who may write there")
        }
        let file = absolute + "/lock"
        lock = open(file, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard lock >= 0 else {
            throw ConfigurationError(message: "`\(file)` cannot be opened: \(String(cString: strerror(errno)))")
        }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            // `deinit` closes it, here too: closing twice would close somebody else's.
            throw ConfigurationError(
                message: "another gatehouse serves from `\(absolute)`",
                hint: "stop it first, or choose another folder with \(Setting.dataDir.flag)")
        }
    }

    deinit { close(lock) }

    /// Writes a file that is there whole or not at all, readable by its owner alone unless `mode` says otherwise; once
    /// this returns it survives power loss.
    func write(_ text: String, to file: String, mode: mode_t = 0o600) throws {
        let draft = file + ".new"
        let descriptor = open(draft, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure(draft) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard fchmod(descriptor, mode) == 0, Glibc.write(descriptor, bytes, bytes.count) == bytes.count,
            fsync(descriptor) == 0, rename(draft, file) == 0
        else { throw failure(file) }
        try FolderFiles.synchronise((file as NSString).deletingLastPathComponent)
    }

    /// Throws where the data was in PostgreSQL last: an empty database here would be another server with other keys.
    func requireDataHere() throws(ConfigurationError) {
        let mark = "\(path)/\(Self.elsewhere)"
        guard FileManager.default.fileExists(atPath: mark) else { return }
        let place = (read(mark) ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        throw ConfigurationError(
            message: "the data was in PostgreSQL last\(place.isEmpty ? "" : ", at \(place)"), and no URL is given",
            hint: "name it by \(Setting.database.flag), \(Setting.database.variable) or `\(Setting.database.name)` in "
                + "the settings; to begin anew without that data, remove `\(mark)`")
    }

    /// Writes `ca.pem`, for everybody to trust, unless it says so already.
    func publish(root: String) throws {
        if read(self.root) != root { try write(root, to: self.root, mode: 0o644) }
    }

    func read(_ file: String) -> String? {
        try? String(contentsOfFile: file, encoding: .utf8)
    }

    private func failure(_ file: String) -> ConfigurationError {
        ConfigurationError(message: "`\(file)` cannot be written: \(String(cString: strerror(errno)))")
    }
}
