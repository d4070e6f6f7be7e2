import Foundation
import GatehouseTestSupport
import Glibc
import Testing

/// A program that a test started; it ends with its last reference at the latest.
final class ChildProcess: Sendable {
    private let process: ToolProcess
    private let output: String
    private let errors: String

    /// - Parameter name: of the two files with its output, in `folder`.
    init(
        _ command: [String], name: String, in folder: String, environment: [String: String] = [:]
    ) throws {
        output = "\(folder)/\(name).out"
        errors = "\(folder)/\(name).err"
        let base = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "SWIFT_BACKTRACE": "enable=no"]
        process = try ToolProcess(
            command, output: output, errors: errors,
            environment: base.merging(environment) { $1 }.map { "\($0.key)=\($0.value)" })
    }

    deinit {
        guard !hasEnded else { return }
        // A tracer that is killed lets its program go on.
        let children = (try? String(contentsOfFile: "/proc/\(id)/task/\(id)/children", encoding: .utf8)) ?? ""
        for child in children.split(separator: " ").compactMap({ pid_t($0) }) { kill(child, SIGKILL) }
        process.signal(SIGKILL)
        process.wait()
    }

    var id: pid_t { process.id }
    /// What it wrote to its standard output so far.
    var written: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }
    /// What it wrote to its standard error so far.
    var complaints: String { (try? String(contentsOfFile: errors, encoding: .utf8)) ?? "" }
    var hasEnded: Bool { process.status != nil }

    func signal(_ signal: Int32) { process.signal(signal) }

    /// Its exit status, or the negative of the signal that ended it; fails the test when it goes on for longer.
    func end(within limit: Duration = .seconds(60)) async throws -> Int32 {
        try await wait(upTo: limit, "process \(id) should end") { hasEnded }
        return try #require(process.status)
    }
}

/// Looks again and again until the condition holds; fails the test when it takes longer than `limit`.
func wait(
    upTo limit: Duration = .seconds(30), _ what: @autoclosure () -> String, until condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < end else {
            Issue.record("\(what()), which did not happen in \(limit)")
            throw CancellationError()
        }
        try await Task.sleep(for: .milliseconds(10))
    }
}
