import Foundation
import NIOCore

/// `poll`: what one idle device with a pending poll costs the server, for each way of holding it.
enum PollBenchmark {
    struct Result {
        var candidate: PollServer.Candidate
        /// KiB a connection.
        var resident = 0.0
        var anonymous = 0.0
        /// Processor microseconds of the server: connecting with its first poll, one answer, one poll more.
        var connecting = 0.0
        var waking = 0.0
        var polling = 0.0
        /// Milliseconds from the call to the last answer, of all connections together.
        var lastAnswer = 0.0
    }

    static func run(_ candidates: [PollServer.Candidate], connections: Int) async throws {
        let identity = FileManager.default.temporaryDirectory.appending(path: "gatehouse-poll-\(getpid())")
        try FileManager.default.createDirectory(
            at: identity, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: identity) }
        try PollIdentity.write(to: identity)
        print("\(connections) connections, mutual TLS, one pending poll each; the server's own figures\n")
        print("| candidate | KiB resident | anonymous | µs to connect | to wake | to poll again | ms to wake all |")
        print("|---|---|---|---|---|---|---|")
        for candidate in candidates {
            print(row(try await measure(candidate, connections, identity)))
        }
    }

    private static func measure(
        _ candidate: PollServer.Candidate, _ count: Int, _ identity: URL
    ) async throws -> Result {
        let server = try PollServerProcess(candidate, identity: identity)
        let client = try PollClient(
            port: server.port, identity: identity, speaks: candidate == .hummingbirdHTTP2 ? .http2 : .http1)
        let warm = try await client.connect(20)
        let before = try await usage(of: server, waiting: 20)
        let channels = try await client.connect(count - 20)
        let connected = try await usage(of: server, waiting: count)
        _ = client.tally.take()
        let start = ContinuousClock.now
        try server.wakeAll()
        while client.tally.count < count { try await Task.sleep(for: .milliseconds(1)) }
        let woken = try await usage(of: server, waiting: 0)
        let moments = client.tally.take()
        for channel in warm + channels { channel.triggerUserOutboundEvent(NextPoll(), promise: nil) }
        let again = try await usage(of: server, waiting: count)
        try server.stop()
        let opened = Double(count - 20)
        return Result(
            candidate: candidate,
            resident: Double(again.resident - before.resident) / opened,
            anonymous: Double(again.anonymous - before.anonymous) / opened,
            connecting: Double(connected.processorTime - before.processorTime) / opened,
            waking: Double(woken.processorTime - connected.processorTime) / Double(count),
            polling: Double(again.processorTime - woken.processorTime) / Double(count),
            lastAnswer: (moments.max().map { $0 - start } ?? .zero) / .milliseconds(1))
    }

    /// The server's usage once as many polls wait as expected, and it has come to rest.
    private static func usage(of server: PollServerProcess, waiting: Int) async throws -> PollUsage {
        while try server.usage().waiting != waiting { try await Task.sleep(for: .milliseconds(20)) }
        try await Task.sleep(for: .milliseconds(500))
        return try server.usage()
    }

    private static func row(_ result: Result) -> String {
        let figures = [
            result.resident, result.anonymous, result.connecting, result.waking, result.polling, result.lastAnswer,
        ]
        let columns = figures.map { String(format: "%.1f", $0) }
        return "| \(result.candidate.rawValue) | \(columns.joined(separator: " | ")) |"
    }
}
