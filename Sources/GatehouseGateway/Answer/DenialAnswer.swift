import GatehouseModel
import GatehouseService
import NIOCore

/// The answer to a request for a report: always 401 or 403, so that a proxy's error page keeps the status.
struct DenialAnswer: Sendable {
    var report: DenialReport?
    var request: DenialRequest

    /// 401 when the decision was a challenge; 403 for a block, and when there is nothing that may be told.
    var status: (code: Int, phrase: String) {
        report?.record.decision.outcome == .challenge ? (401, "Unauthorized") : (403, "Forbidden")
    }

    func bytes(allocator: ByteBufferAllocator, closing: Bool) -> ByteBuffer {
        let body = request.wantsPage ? DenialPage(report: report).html : problem
        let type = request.wantsPage ? "text/html; charset=utf-8" : "application/problem+json"
        var text = "HTTP/1.1 \(status.code) \(status.phrase)\r\nContent-Type: \(type)\r\n"
        text += "Content-Length: \(body.utf8.count)\r\nCache-Control: no-store\r\nVary: Accept\r\n"
        text += "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
        if request.wantsPage {
            text += "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'\r\n"
        }
        if status.code == 401 { text += "WWW-Authenticate: Bearer realm=\"gatehouse\"\r\n" }
        if closing { text += "Connection: close\r\n" }
        text += "\r\n"
        if !request.isHead { text += body }
        return allocator.buffer(string: text)
    }

    private var problem: String {
        guard let report else {
            return JSONObject([
                ("type", .text("about:blank")), ("title", .text("Forbidden")), ("status", .integer(403)),
            ]).description
        }
        let decision = report.record.decision
        return JSONObject([
            ("type", .text("urn:gatehouse:problem:access-denied")),
            ("title", .text(report.title)),
            ("status", .integer(status.code)),
            ("detail", .text(decision.reasons.map(\.detail).joined(separator: "; "))),
            ("decision", .text(report.record.id.description)),
            ("at", .text(report.record.at.description)),
            ("application", .text(report.record.application)),
            ("outcome", .text(decision.outcome.rawValue)),
            ("device", report.record.device.map { .text($0.description) } ?? .null),
            ("deviceName", report.deviceName.map { .text($0) } ?? .null),
            ("missing", .array(decision.missing.map { .text($0.description) })),
            ("reasons", .array(decision.reasons.map { .object(JSONObject($0)) })),
            ("problems", .array(report.problems.map { .object(JSONObject($0)) })),
        ]).description
    }
}

extension DenialReport {
    /// One line for a person.
    var title: String {
        record.decision.outcome == .challenge
            ? "Access to \(record.application) needs something more"
            : "Access to \(record.application) was denied"
    }
}

extension JSONObject {
    fileprivate init(_ reason: DecisionReason) {
        self.init([
            ("code", .text(reason.code.rawValue)),
            ("policy", reason.policy.map { .text($0) } ?? .null),
            ("control", reason.control.map { .text($0.description) } ?? .null),
            ("detail", .text(reason.detail)),
            ("remediation", .text(reason.remediation)),
        ])
    }

    fileprivate init(_ status: RequirementStatus) {
        self.init([
            ("policy", .text(status.policy)),
            ("requirement", .text(status.requirement)),
            ("result", .text(status.result.rawValue)),
            ("severity", .text(status.severity.rawValue)),
            ("fact", .text(status.fact.rawValue)),
            ("wanted", .text(status.wanted)),
            ("found", .text(status.found)),
            ("since", .text(status.since.description)),
            ("graceEnd", status.graceEnd.map { .text($0.description) } ?? .null),
            ("remediation", .text(status.remediation)),
        ])
    }
}
