import Foundation
import GatehouseSimulator

/// What `checkin` was asked to measure.
struct CheckInArguments: Sendable {
    enum Mode: String, Sendable {
        /// Every check-in changes one fact.
        case changed
        /// No check-in changes anything.
        case unchanged
    }

    var server: URL
    /// PEM of the authority that the server's certificate must chain to.
    var authority: String
    var code: String
    var devices: Int
    var connections: Int
    var seconds: Int
    var mode: Mode
    var fact: DeviceFacts.Flip
    /// Rows of `software.packages` in each device's first report.
    var packages: Int

    static let usage = """
        usage: gatehouse-bench checkin --server URL --ca FILE --code CODE [--devices N] [--connections C]
                   [--seconds S] [--mode changed|unchanged] [--fact plain|judged|verdict] [--packages N]
        """

    /// Reads the arguments; refuses what is missing or means nothing.
    init(_ arguments: [String]) throws {
        func option(_ name: String) -> String? { PollBenchmark.option("--\(name)", in: arguments) }
        func number(_ name: String, _ otherwise: Int) -> Int { option(name).flatMap { Int($0) } ?? otherwise }
        guard let server = option("server").flatMap(URL.init(string:)), let file = option("ca"),
            let code = option("code"), let mode = Mode(rawValue: option("mode") ?? "changed"),
            let fact = DeviceFacts.Flip(rawValue: option("fact") ?? "plain")
        else { throw CheckInFailure(Self.usage) }
        self.server = server
        authority = try String(contentsOf: URL(filePath: file), encoding: .utf8)
        self.code = code
        self.mode = mode
        self.fact = fact
        connections = number("connections", 64)
        devices = max(number("devices", 256), connections)
        seconds = number("seconds", 10)
        packages = number("packages", 400)
    }
}

/// Why nothing could be measured.
struct CheckInFailure: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
