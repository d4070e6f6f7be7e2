import Foundation

extension PollBenchmark {
    /// Measures as `poll [--candidate NAME] [--connections N]` says.
    static func run(_ arguments: [String]) async throws {
        let named = option("--candidate", in: arguments).flatMap(PollServer.Candidate.init)
        let connections = option("--connections", in: arguments).flatMap { Int($0) } ?? 15_000
        try await run(named.map { [$0] } ?? PollServer.Candidate.allCases, connections: connections)
    }

    static func option(_ name: String, in arguments: [String]) -> String? {
        guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else { return nil }
        return arguments[index + 1]
    }
}

extension PollServer {
    /// Serves as `poll-server --candidate NAME --identity FOLDER` says, which is started by ``PollServerProcess``.
    static func run(_ arguments: [String]) async throws {
        guard let candidate = PollBenchmark.option("--candidate", in: arguments).flatMap(Candidate.init),
            let identity = PollBenchmark.option("--identity", in: arguments)
        else { throw CocoaError(.fileNoSuchFile) }
        try await run(candidate, identity: URL(filePath: identity))
    }
}
