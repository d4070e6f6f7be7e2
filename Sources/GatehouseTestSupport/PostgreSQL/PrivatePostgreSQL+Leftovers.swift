import Foundation
import Glibc

/// What a test process left that was killed together with its watchdog, or before there was one.
extension PrivatePostgreSQL {
    /// What its folder's name begins with; the process id of the test follows.
    static let prefix = "gatehouse-postgresql-"

    /// Ends the servers of test processes that are no more, and removes their folders.
    static func removeLeftovers(in root: String = "/tmp") {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] where name.hasPrefix(prefix) {
            guard let owner = name.dropFirst(prefix.count).split(separator: "-").first.flatMap({ pid_t($0) }),
                Glibc.kill(owner, 0) == -1, errno == ESRCH
            else { continue }
            // A watchdog that is still there has a moment to do it.
            let folder = "\(root)/\(name)"
            for _ in 0..<20 where access(folder, F_OK) == 0 { usleep(50_000) }
            guard access(folder, F_OK) == 0 else { continue }
            if let server = server(of: folder) {
                Glibc.kill(server, SIGQUIT)
                for _ in 0..<100 where Glibc.kill(server, 0) == 0 { usleep(50_000) }
            }
            try? FileManager.default.removeItem(atPath: folder)
        }
    }

    /// The process that serves the folder, and not another one that was given its number since.
    private static func server(of folder: String) -> pid_t? {
        guard let text = try? String(contentsOfFile: folder + "/data/postmaster.pid", encoding: .utf8),
            let id = text.split(separator: "\n").first.flatMap({ pid_t($0) }),
            let command = FileManager.default.contents(atPath: "/proc/\(id)/cmdline"),
            String(decoding: command, as: UTF8.self).contains(folder)
        else { return nil }
        return id
    }
}
