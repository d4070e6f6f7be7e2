import Foundation
public import GatehouseModel
public import GatehouseService
import GatehouseWire
import Hummingbird
import NIOCore

/// A request of a known caller who may make it.
public struct Call: Sendable {
    /// Who asks; the role has the route's permission.
    public let caller: Caller
    /// Random; in the log, in the answer's header and in every problem.
    public let requestID: GatehouseModel.RequestID
    let incoming: Incoming

    /// The certificate that the client showed, DER; it has the key, and nothing else was checked.
    public var peerCertificate: [UInt8]? { incoming.context.certificate?.der }
    /// SHA-256 of ``peerCertificate``, as certificate-bound tokens name it (RFC 8705 §3.1): 32 bytes.
    public var peerCertificateThumbprint: [UInt8]? { incoming.context.certificate?.thumbprint }

    /// The path's parameter of this name; 404 when the path has none.
    public func parameter(_ name: String) throws -> String { try incoming.parameter(name) }

    /// The path's parameter as an identifier; what is not one cannot be there, so it is 404.
    public func identifier<Kind>(_ name: String, of noun: String) throws -> Identifier<Kind> {
        let text = try parameter(name)
        guard let id = Identifier<Kind>(text) else {
            throw ServiceError(.notFound, "there is no \(noun) `\(text)`", hint: "a \(noun) id is a UUID")
        }
        return id
    }

    /// The query's parameter of this name, or `nil`; given twice it is refused.
    public func query(_ name: String) throws -> String? {
        let values = incoming.request.uri.queryParameters[values: Substring(name)]
        guard values.count <= 1 else {
            throw ServiceError(.invalid, "the query has `\(name)` \(values.count) times")
        }
        return values.first.map { String($0) }
    }

    /// The query's parameter as a whole number.
    public func integer(_ name: String) throws -> Int64? {
        guard let text = try query(name) else { return nil }
        guard let value = Int64(text) else {
            throw ServiceError(.invalid, "`\(text)` of `\(name)` is not a whole number")
        }
        return value
    }

    /// Refuses parameters that the route does not have, so that a misspelt filter does not list everything.
    public func allowQuery(_ names: [String]) throws {
        for (name, _) in incoming.request.uri.queryParameters where !names.contains(String(name)) {
            throw ServiceError(
                .invalid, "unknown query parameter `\(name)`",
                hint: names.isEmpty
                    ? "this route has none" : "it has \(names.map { "`\($0)`" }.joined(separator: ", "))")
        }
    }
}

/// A request of somebody who was not asked for a token.
public struct OpenCall: Sendable {
    /// Random; in the log, in the answer's header and in every problem.
    public let requestID: GatehouseModel.RequestID
    let incoming: Incoming

    /// The address that the request came from: as a trusted balancer says, else the connection's.
    public var address: String { incoming.context.address }

    /// The certificate that the client showed, DER; it has the key, and nothing else was checked.
    public var peerCertificate: [UInt8]? { incoming.context.certificate?.der }
    /// SHA-256 of ``peerCertificate``, as certificate-bound tokens name it (RFC 8705 §3.1): 32 bytes.
    public var peerCertificateThumbprint: [UInt8]? { incoming.context.certificate?.thumbprint }

    /// The host that the caller asked for, without its port: what they reach this server by.
    public var host: String? {
        guard let authority = incoming.request.head.authority else { return nil }
        guard let colon = authority.lastIndex(of: ":"), authority[colon...].dropFirst().allSatisfy(\.isNumber) else {
            return authority
        }
        return String(authority[..<colon])
    }

    /// The whole body; 413 beyond `limit` bytes, and 408 when it has not come after 30 seconds.
    public func body(limit: Int) async throws -> [UInt8] { try await incoming.body(limit: limit) }
}

/// A request on its way through its route.
struct Incoming: Sendable {
    /// The largest body of a message: documents are the largest.
    static let messageLimit = 4 << 20
    /// How long a body may take to come: meanwhile the request has a place that others may want.
    static let patience = Duration.seconds(30)

    let request: Request
    let context: GatehouseRequestContext
    let caller: Caller?
    /// Counts the body; `nil` for what is never put off.
    let room: RequestRoom?

    func call() throws -> Call {
        guard let caller else { throw ServiceError(.unauthenticated, "a bearer token is wanted") }
        return Call(caller: caller, requestID: context.requestID, incoming: self)
    }

    /// Runs `body` with the request, and cancels it when the caller hangs up; the connection ends with the answer.
    func whileConnected(_ body: (Incoming) async throws -> Response) async throws -> Response {
        try await request.body.consumeWithCancellationOnInboundClose { requestBody in
            var request = request
            request.body = requestBody
            return try await body(Incoming(request: request, context: context, caller: caller, room: room))
        }
    }

    func openCall() -> OpenCall { OpenCall(requestID: context.requestID, incoming: self) }

    func parameter(_ name: String) throws -> String {
        guard let raw = context.parameters.get(name), let text = raw.removingPercentEncoding else {
            throw ServiceError(.notFound, "the path is not well formed")
        }
        return text
    }

    func body(limit: Int) async throws -> [UInt8] {
        if let text = request.headers[.contentLength], let length = Int(text), length > limit {
            throw PayloadTooLarge(limit: limit)
        }
        return try await Self.read(request.body, limit: limit, within: Self.patience, room)
    }

    /// Reads all of a body, or ends the reading and throws ``BodyTooSlow``.
    static func read(
        _ source: RequestBody, limit: Int, within patience: Duration, _ room: RequestRoom?
    ) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8].self) { tasks in
            defer { tasks.cancelAll() }
            tasks.addTask {
                var body = [UInt8]()
                for try await part in source {
                    guard body.count + part.readableBytes <= limit else { throw PayloadTooLarge(limit: limit) }
                    try room?.hold(part.readableBytes)
                    body += part.readableBytesView
                }
                return body
            }
            tasks.addTask {
                try await Task.sleep(for: patience)
                throw BodyTooSlow(patience: patience)
            }
            guard let body = try await tasks.next() else { throw CancellationError() }
            return body
        }
    }

    func decode<Message: APIMessage>(_ type: Message.Type) async throws -> Message {
        let mediaType = request.headers[.contentType]?.split(separator: ";").first.map {
            $0.trimmingCharacters(in: .whitespaces).lowercased()
        }
        guard mediaType == "application/json" else { throw UnsupportedMediaType(wanted: "application/json") }
        return try JSONBody.decode(type, from: await body(limit: Self.messageLimit))
    }
}
