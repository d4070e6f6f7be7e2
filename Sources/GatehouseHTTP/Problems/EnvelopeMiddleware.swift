import GatehouseModel
import GatehouseService
import GatehouseWire
import Hummingbird
import Logging

/// Around every request, matched or not: errors become problems (RFC 9457), answers get the security headers and the
/// request id, and each request is logged and counted once.
struct EnvelopeMiddleware: RouterMiddleware {
    typealias Context = GatehouseRequestContext

    let table: RouteTable
    let metrics: RequestMetrics

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let clock = ContinuousClock()
        let begin = clock.now
        var response: Response
        var failure: ProblemReport?
        do {
            response = try await next(request, context)
        } catch {
            var report = ProblemReport(error, request: context.requestID)
            let allowed = report.problem.status == 404 ? methodsInstead(of: request, context) : ""
            if !allowed.isEmpty {
                report = ProblemReport(HTTPError(.methodNotAllowed), request: context.requestID)
                report.problem.hint = "it takes \(allowed)"
            }
            response = try Response(report, allowed: allowed)
            if let form = table.refusals(at: request.uri.path) {
                response.headers[.contentType] = form.mediaType
                response.body = ResponseBody(byteBuffer: ByteBuffer(bytes: form.write(report.problem)))
            }
            failure = report
        }
        response.headers.addMissing(SecurityHeaders.fields)
        response.headers[SecurityHeaders.requestID] = context.requestID.description
        record(request, context, response, failure, took: clock.now - begin)
        return response
    }

    /// What the path takes, when the path is there and only the method is not.
    private func methodsInstead(of request: Request, _ context: Context) -> String {
        guard context.endpointPath == "NotFound" else { return "" }
        return table.methods(at: request.uri.path).map(\.rawValue).joined(separator: ", ")
    }

    private func record(
        _ request: Request, _ context: Context, _ response: Response, _ failure: ProblemReport?, took: Duration
    ) {
        let status = response.status.code
        let route = context.endpointPath == "NotFound" ? "unmatched" : context.endpointPath ?? "unmatched"
        metrics.count(method: request.method.rawValue, route: route, status: status, took: took)
        var metadata: Logger.Metadata = [
            "requestID": "\(context.requestID)", "method": "\(request.method.rawValue)",
            "path": "\(request.uri.path)", "status": "\(status)", "client": "\(context.address)",
            "durationMilliseconds": "\(took.inMilliseconds)",
        ]
        if let actor = context.actor { metadata["actor"] = "\(actor)" }
        if let failure {
            metadata["code"] = "\(failure.problem.code)"
            if !failure.detail.isEmpty { metadata["detail"] = "\(failure.detail)" }
        }
        var logger = context.logger
        // The framework's own id; ours is in the answer's header.
        logger[metadataKey: "hb.request.id"] = nil
        let isPutOff = failure?.problem.code == Overloaded.code
        logger.log(level: Self.level(status, route, isPutOff: isPutOff), "request", metadata: metadata)
    }

    /// Probes ask every few seconds: their good answers are not worth a line.
    ///
    /// What is put off is counted: to write about each would be more to do.
    private static func level(_ status: Int, _ route: String, isPutOff: Bool) -> Logger.Level {
        if isPutOff { return .debug }
        if status >= 500 { return .error }
        return status < 400 && ["/healthz", "/readyz", "/metrics"].contains(route) ? .debug : .info
    }
}

extension Response {
    /// The problem as `application/problem+json`, with the headers that its status asks for.
    fileprivate init(_ report: ProblemReport, allowed: String) throws {
        let problem = report.problem
        self.init(
            status: HTTPResponse.Status(code: problem.status),
            headers: [.contentType: "application/problem+json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try JSONBody.encode(problem))))
        switch problem.status {
        case 401: headers[.wwwAuthenticate] = report.challenge ?? "Bearer realm=\"gatehouse\""
        case 405: headers[.allow] = allowed
        default: break
        }
        if let seconds = report.retryAfter { headers[.retryAfter] = String(seconds) }
    }
}

extension Duration {
    /// With three decimals.
    fileprivate var inMilliseconds: Double {
        let (seconds, attoseconds) = components
        return (Double(seconds) * 1000 + Double(attoseconds / 1_000_000_000_000) / 1000)
    }
}
