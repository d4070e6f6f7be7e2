import Foundation
import GatehouseGateway
import GatehouseService
import Logging
import NIOPosix

/// Serves the decision listener for `scripts/bench/verify.py`, until it is killed.
enum VerifyServer {
    static let usage = """
        usage: gatehouse-bench verify-server --socket PATH [--devices N] [--policies N] [--threads N] [--cold yes]
                                             [--port N --chain FILE --key FILE --roots FILE]

        """

    static func run(_ arguments: [String]) async throws {
        var options: [String: String] = [:]
        for index in stride(from: 0, to: arguments.count - 1, by: 2) {
            options[arguments[index]] = arguments[index + 1]
        }
        guard let socket = options["--socket"], arguments.count.isMultiple(of: 2) else {
            FileHandle.standardError.write(Data(usage.utf8))
            exit(64)
        }
        func number(_ name: String, _ standard: Int) -> Int { options[name].flatMap { Int($0) } ?? standard }
        let point = VerifyDecisionPoint(
            devices: number("--devices", 50_000), policies: number("--policies", 20),
            isCold: options["--cold"] == "yes")
        var configuration = GatewayConfiguration(unixSockets: [.init(path: socket, point: VerifyDecisionPoint.point)])
        configuration.tls = try tls(options)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: number("--threads", 1))
        let logger = Logger(label: "bench")
        let listener = GatewayListener(
            configuration: configuration, decisionPoint: point, eventLoopGroup: group, logger: logger)
        try await listener.run()
    }

    private static func tls(_ options: [String: String]) throws -> GatewayConfiguration.TLS? {
        guard let port = options["--port"].flatMap({ Int($0) }), let chain = options["--chain"],
            let key = options["--key"], let roots = options["--roots"]
        else { return nil }
        return .init(
            host: "127.0.0.1", port: port, certificateChainPEM: try String(contentsOfFile: chain, encoding: .utf8),
            keyPEM: try String(contentsOfFile: key, encoding: .utf8),
            trustedRootsPEM: try String(contentsOfFile: roots, encoding: .utf8), isIssued: { _, _ in true })
    }
}
