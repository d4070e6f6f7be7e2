import Foundation
import GatehouseKeys
import GatehouseModel

/// What the files of a data folder say of a server's health; only reads.
struct ServerFiles {
    let path: String
    /// The file of the key that secrets are sealed under.
    let sealingKey: String

    /// - Parameter given: the file of the sealing key where the settings name one, or nothing.
    init(path: String, sealingKey given: String) {
        self.path = path
        sealingKey = given.isEmpty ? "\(path)/secrets.key" : given
    }

    /// Why the sealing key cannot be read; `nil` where it can.
    var sealingKeyProblem: String? {
        guard FileStatus(of: sealingKey) != nil else {
            return "`\(sealingKey)` is missing, or its folder cannot be read"
        }
        guard let text = try? String(contentsOfFile: sealingKey, encoding: .utf8) else {
            return "`\(sealingKey)` cannot be read"
        }
        return SealingKeys(text) == nil ? SealingKeys.complaint(of: sealingKey) : nil
    }

    /// How many keys the file holds; more than one while they are rotated.
    var sealingKeys: Int {
        (try? String(contentsOfFile: sealingKey, encoding: .utf8)).flatMap(SealingKeys.init)?.count ?? 0
    }

    func text(_ name: String) -> String? {
        (try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8))?
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    var secrets: Diagnosis {
        let names = ["\(path)/server.key", sealingKey, "\(path)/admin.token"]
        return .secrets(
            "keys",
            names.map { name in
                // A credential of systemd's is given by an access list, whose mask the mode shows.
                (name, name.hasPrefix("/run/credentials/") ? nil : FileStatus(of: name)?.mode)
            })
    }

    /// The certificates of TPM makers; without any, no device is attested.
    var makerRoots: Diagnosis {
        let files = MakerRootsFolder.files(in: "\(path)/tpm-makers").keys.sorted()
        let broken = files.filter { file in
            let data = FileManager.default.contents(atPath: file) ?? Data()
            return (try? EndorsementRoots(certificates: [Array(data)])) == nil
        }
        if let first = broken.first {
            return Diagnosis(
                "TPM makers", .doubtful, "`\(first)` is no certificate in PEM or DER", mend: "replace or remove it")
        }
        guard !files.isEmpty else {
            return Diagnosis("TPM makers", .good, "none is trusted in `\(path)/tpm-makers`: no TPM counts as hardware")
        }
        return Diagnosis("TPM makers", .good, "\(files.count) files in `\(path)/tpm-makers`")
    }

    var disk: Diagnosis {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return Diagnosis("disk", .doubtful, "its room is not known") }
        guard access(path, W_OK) == 0 else {
            return Diagnosis(
                "disk", .broken, "nothing can be written in `\(path)`: \(String(cString: strerror(errno)))",
                mend: "mount it for writing, or run this as the server's user")
        }
        guard status.f_files == 0 || status.f_favail > 1000 else {
            return Diagnosis(
                "disk", status.f_favail < 100 ? .broken : .doubtful, "\(status.f_favail) files can still be made",
                mend: "remove files: the file system runs out of inodes")
        }
        let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        return .disk("disk", path, free: free, low: 1 << 30, least: 64 << 20)
    }

    /// The file and its log, without opening the database: a running server has it.
    var database: Diagnosis {
        let file = "\(path)/gatehouse.sqlite"
        guard let handle = FileHandle(forReadingAtPath: file) else {
            return FileStatus(of: file) == nil
                ? Diagnosis("database", .doubtful, "there is none yet", mend: "the first start makes it")
                : Diagnosis("database", .broken, "`\(file)` cannot be read", mend: "run this as the server's user")
        }
        defer { try? handle.close() }
        // The header of an SQLite database (https://sqlite.org/fileformat.html §1.3).
        let header = (try? handle.read(upToCount: 16)) ?? Data()
        guard header == Data("SQLite format 3\0".utf8) else {
            return Diagnosis("database", .broken, "`\(file)` is no database", mend: "restore a backup")
        }
        let size = (FileStatus(of: file)?.size ?? 0) >> 20
        let log = (FileStatus(of: "\(file)-wal")?.size ?? 0) >> 20
        guard log < 1024 else {
            return Diagnosis(
                "database", .doubtful, "\(size) MiB, and a log of \(log) MiB that nothing takes in",
                mend: "restart the server; if it grows again, look for a backup that holds the database open")
        }
        return Diagnosis("database", .good, "\(size) MiB, log \(log) MiB")
    }

    func certificates(_ configuration: ServerConfiguration, at now: Instant) -> [Diagnosis] {
        let day = Duration.seconds(86_400)
        let given = configuration.certificateFile
        return [
            certificate(
                "server certificate", "\(path)/server.pem", margin: day * 14, now, mend: "restart the server"),
            given.isEmpty
                ? nil
                : certificate(
                    "your certificate", given, margin: day * 14, now,
                    mend: "put a newer one there; it is taken within a minute"),
            certificate(
                "authority", "\(path)/server.pem", at: 1, margin: day * 60, now,
                mend:
                    "restart the server; if that does not help, see \"sealing key\" above, or gatehouse authority put-root-key"
            ),
            certificate(
                "root", "\(path)/ca.pem", margin: day * 365, now,
                mend: "gatehouse authority rotate root, and a week later with --finish"),
        ].compactMap(\.self)
    }

    /// - Parameter index: which certificate of the file it is about, the leaf being the first.
    private func certificate(
        _ check: String, _ file: String, at index: Int = 0, margin: Duration, _ now: Instant, mend: String
    ) -> Diagnosis {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            return FileStatus(of: file) == nil
                ? Diagnosis(check, .doubtful, "there is no `\(file)` yet", mend: "the first start makes it")
                : Diagnosis(check, .broken, "`\(file)` cannot be read", mend: "run this as the server's user")
        }
        let mark = "-----BEGIN CERTIFICATE-----"
        let certificates = text.components(separatedBy: mark).dropFirst().map { mark + $0 }
        guard certificates.indices.contains(index), let read = try? PeerCertificate(pemChain: certificates[index])
        else {
            return Diagnosis(check, .broken, "`\(file)` holds no certificate")
        }
        return .certificate(
            check, from: read.notBefore, until: read.notAfter, margin: margin, now: now, mend: mend)
    }

    /// Whether a server holds the folder.
    var isInUse: Bool {
        let descriptor = open("\(path)/lock", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0
    }
}

/// The owner, the permission bits and the size of a file.
struct FileStatus {
    var mode: UInt32
    var owner: UInt32
    var size: Int64

    /// Follows no link; `nil` when there is nothing, or it cannot be seen.
    init?(of path: String) {
        guard let found = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
        mode = UInt32((found[.posixPermissions] as? NSNumber)?.uint32Value ?? 0)
        owner = (found[.ownerAccountID] as? NSNumber)?.uint32Value ?? .max
        size = (found[.size] as? NSNumber)?.int64Value ?? 0
    }
}
