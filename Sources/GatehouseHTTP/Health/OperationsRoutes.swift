import GatehouseWire
import Hummingbird

/// What a readiness check found: empty when the server can do its work.
public struct ReadinessProblem: Sendable, Hashable {
    /// What was checked, as `store`.
    public var check: String
    /// Lower case, no full stop; nothing that a stranger may not know.
    public var message: String

    /// Makes the problem; strangers may read it.
    public init(check: String, message: String) {
        self.check = check
        self.message = message
    }
}

/// Routes for whoever keeps the server running.
public enum OperationsRoutes {
    /// `/healthz` and `/readyz`.
    public static func health(readiness: @escaping @Sendable () async -> [ReadinessProblem]) -> [Route] {
        [
            .open(
                .get, "/healthz", reason: "it tells only that the process answers", "Whether the process answers",
                mediaType: "text/plain"
            ) { _ in
                Response(text: "ok\n", mediaType: "text/plain")
            },
            .open(
                .get, "/readyz", reason: "load balancers hold no token, and it tells only what is not ready",
                "Whether the server can do its work", mediaType: "text/plain"
            ) { _ in
                let problems = await readiness()
                guard !problems.isEmpty else { return Response(text: "ready\n", mediaType: "text/plain") }
                let text = problems.map { "\($0.check): \($0.message)\n" }.joined()
                return Response(text: text, mediaType: "text/plain", status: .serviceUnavailable)
            },
        ]
    }

    /// `/metrics`, for a listener of its own on the loopback interface.
    public static func metrics(_ registry: MetricsRegistry) -> [Route] {
        [
            .open(
                .get, "/metrics", reason: "its listener is bound to the loopback interface",
                "Counters and histograms in the Prometheus text format", mediaType: "text/plain; version=0.0.4"
            ) { _ in
                Response(text: registry.exposition(), mediaType: "text/plain; version=0.0.4; charset=utf-8")
            }
        ]
    }
}
