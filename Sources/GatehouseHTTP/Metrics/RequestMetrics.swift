/// What is counted of every request of a listener.
struct RequestMetrics: Sendable {
    private let registry: MetricsRegistry

    init(_ registry: MetricsRegistry) { self.registry = registry }

    /// The route is its template, never the path: labels must not grow with what callers send.
    func count(method: String, route: String, status: Int, took: Duration) {
        let known = Route.Method(rawValue: method)?.rawValue ?? (method == "HEAD" ? method : "other")
        registry.count(
            "gatehouse_http_requests_total", help: "Requests answered, by route and status.",
            labels: [("method", known), ("route", route), ("status", String(status))])
        let (seconds, attoseconds) = took.components
        registry.observe(
            "gatehouse_http_request_duration_seconds", help: "Time from request to answer, by route.",
            bounds: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5], labels: [("route", route)],
            Double(seconds) + Double(attoseconds) / 1e18)
    }
}
