import Foundation
import GatehouseTestSupport
import Glibc
import Testing

/// What a running server asks of the kernel, as `strace` saw it.
struct SystemCallTrace {
    /// One call that succeeded; ``began`` and ``ended`` are lines of the trace, which are in the order of time.
    struct Call {
        var name: String
        /// The path or the two ends of the connection behind the first argument.
        var file: String
        var began: Int
        var ended: Int

        var isOutput: Bool { ["write", "writev", "sendto", "sendmsg"].contains(name) }
    }

    private let tracer: ChildProcess
    private let folder: TemporaryDirectory

    /// Traces from when this returns.
    static func attached(to server: RunningServer, calls: [String]) async throws -> SystemCallTrace {
        let folder = try TemporaryDirectory()
        let tracer = try ChildProcess(
            [
                "strace", "-f", "-yy", "-s", "0", "-e", "trace=\(calls.joined(separator: ","))", "-o",
                folder.file("trace"), "-p", "\(try server.process.id)",
            ], name: "strace", in: folder.path)
        try await wait("strace should attach: \(tracer.complaints)") {
            try #require(!tracer.hasEnded, "strace ended: \(tracer.complaints)")
            return tracer.complaints.contains("attached")
        }
        return SystemCallTrace(tracer: tracer, folder: folder)
    }

    /// Ends the trace and answers the calls in the order of their beginning.
    func end() async throws -> [Call] {
        tracer.signal(SIGINT)
        _ = try await tracer.end()
        return Self.calls(in: try String(contentsOfFile: folder.file("trace"), encoding: .utf8))
    }

    /// Reads `PID name(4<file>, … = 0`, and calls that another thread interrupted: `<unfinished ...>` and `resumed`.
    static func calls(in text: String) -> [Call] {
        var calls = [Call]()
        var unfinished = [String: Call]()
        for (number, line) in text.split(separator: "\n").enumerated() {
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            let (thread, rest) = (parts[0], parts[1].drop { $0 == " " })
            if rest.hasPrefix("<... ") {
                guard var call = unfinished.removeValue(forKey: thread), succeeded(rest) else { continue }
                call.ended = number
                calls.append(call)
            } else if let parenthesis = rest.firstIndex(of: "(") {
                let call = Call(
                    name: String(rest[..<parenthesis]), file: file(in: rest), began: number, ended: number)
                if rest.hasSuffix("<unfinished ...>") {
                    unfinished[thread] = call
                } else if succeeded(rest) {
                    calls.append(call)
                }
            }
        }
        return calls.sorted { $0.began < $1.began }
    }

    private static func succeeded(_ line: some StringProtocol) -> Bool {
        guard let equals = line.range(of: ") = ", options: .backwards) else { return false }
        return !line[equals.upperBound...].hasPrefix("-1")
    }

    private static func file(in line: Substring) -> String {
        guard let open = line.firstIndex(of: "<") else { return "" }
        let rest = line[line.index(after: open)...]
        let end = rest.range(of: ">,") ?? rest.range(of: ">)") ?? rest.range(of: "> ")
        return String(rest[..<(end?.lowerBound ?? rest.endIndex)])
    }
}
