import GatehouseModel
import GatehouseService
import NIOCore

/// A whole answer without a body, built once and written as often as it is asked for.
///
/// There is no `Date`: the answers are kept for minutes, and nobody caches them by it.
struct PreparedAnswer {
    /// For a connection that stays open.
    let kept: ByteBuffer

    init(status: String, fields: [(name: String, value: String)]) {
        var text = "HTTP/1.1 \(status)\r\n"
        for field in fields { text += "\(field.name): \(field.value)\r\n" }
        kept = ByteBuffer(string: text + "\r\n")
    }

    /// The same, announcing that the connection closes after it.
    var closing: ByteBuffer {
        var buffer = kept
        buffer.moveWriterIndex(to: buffer.writerIndex - 2)
        buffer.writeStaticString("Connection: close\r\n\r\n")
        return buffer
    }
}

extension PreparedAnswer {
    private static let noBody = (name: "Content-Length", value: "0")

    static let healthy = PreparedAnswer(status: "204 No Content", fields: [])
    static let notFound = PreparedAnswer(status: "404 Not Found", fields: [noBody])
    /// The certificate names no enforcement point, or may not speak for it now.
    static let unknownPoint = PreparedAnswer(status: "403 Forbidden", fields: [noBody])

    private static let refusals: [HeadRefusal: PreparedAnswer] = Dictionary(
        uniqueKeysWithValues: HeadRefusal.allCases.map { refusal in
            let allow = refusal == .method ? [(name: "Allow", value: "GET, HEAD")] : []
            return (refusal, PreparedAnswer(status: refusal.status, fields: [noBody] + allow))
        })

    static func refused(_ refusal: HeadRefusal) -> PreparedAnswer { refusals[refusal, default: notFound] }

    /// 503, to be asked again after a whole number of seconds, at least one.
    static func unavailable(retryAfter: Duration) -> PreparedAnswer {
        let seconds = max(1, (retryAfter.milliseconds + 999) / 1000)
        return PreparedAnswer(
            status: "503 Service Unavailable", fields: [noBody, ("Retry-After", String(seconds))])
    }

    /// 204 for an allow, 401 for a challenge, 403 for a block (what nginx's `auth_request` understands).
    static func decided(_ id: DecisionID, _ outcome: Outcome, device: DeviceID?) -> PreparedAnswer {
        let decision = (name: "X-Gatehouse-Decision", value: id.description)
        switch outcome {
        case .allow:
            let device = device.map { [(name: "X-Gatehouse-Device", value: $0.description)] } ?? []
            return PreparedAnswer(status: "204 No Content", fields: [decision] + device)
        case .challenge:
            let scheme = (name: "WWW-Authenticate", value: "Bearer realm=\"gatehouse\"")
            return PreparedAnswer(status: "401 Unauthorized", fields: [noBody, decision, scheme])
        case .block:
            return PreparedAnswer(status: "403 Forbidden", fields: [noBody, decision])
        }
    }
}
