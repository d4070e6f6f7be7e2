import GatehouseHTTP
import GatehouseModel
import GatehouseOpenID
import GatehouseService
import GatehouseWire
import Hummingbird
import Logging

extension OpenIDProvider {
    /// Answers a client: a refusal goes out in OAuth's shape with Microsoft's members, whatever it was.
    func answering(_ call: OpenCall, _ body: () async throws -> Response) async throws -> Response {
        do {
            return try await body()
        } catch let error as OpenIDError {
            return refusal(error, call)
        } catch let error as Overloaded {
            throw error
        } catch let error where error is ServiceError || error is StoreError {
            let known = ServiceError(wrapping: error)
            switch known.code {
            case .unavailable: return refusal(OpenIDError(.serverBusy, "the server cannot answer now"), call)
            case .invalid: return refusal(OpenIDError(.parameterMalformed, known.message), call)
            default:
                logger.error(
                    "a request for tokens failed",
                    metadata: ["requestID": "\(call.requestID)", "error": "\(known.message) \(known.detail)"])
                return refusal(OpenIDError(.serverFailed, "the server failed"), call)
            }
        }
    }

    /// The refusal, with its status: 401 where the client is not believed (RFC 6749 §5.2).
    func refusal(_ error: OpenIDError, _ call: OpenCall) -> Response {
        let correlation = call.header("client-request-id").flatMap(RequestID.init) ?? call.requestID
        let answer = ErrorAnswer(
            error, at: clock.now, traceID: call.requestID.description, correlationID: correlation.description)
        var response = Self.uncacheable(answer.json, status: .init(code: answer.status))
        response.headers[.wwwAuthenticate] = answer.challenge(authorization: call.header("authorization"))
        return response
    }

    /// JSON that nobody may keep.
    static func uncacheable(_ json: JSON, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.serialised())))
    }

    /// JSON that everybody may keep for an hour, much shorter than a key is published before it signs.
    static func cacheable(_ json: JSON) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "application/json; charset=utf-8", .cacheControl: "public, max-age=3600",
                .accessControlAllowOrigin: "*",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.serialised())))
    }
}
