import AsyncHTTPClient
import Foundation
import GatehouseWire
import NIOCore
import NIOHTTP1
import NIOSSL

/// Carries requests over HTTPS.
public struct HTTPTransport: Transport {
    private static let answerLimit = 64 << 20

    private let connection: ServerConnection
    private let client: HTTPClient

    /// Gives `body` a transport to this server and closes it afterwards.
    public static func connected<Result: Sendable>(
        to connection: ServerConnection, _ body: @Sendable (HTTPTransport) async throws -> Result
    ) async throws -> Result {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let authority = connection.authority {
            guard let roots = try? NIOSSLCertificate.fromPEMBytes(Array(authority.utf8)), !roots.isEmpty else {
                throw ClientError(.setup, "the authority's file holds no PEM certificate")
            }
            tls.trustRoots = .certificates(roots)
        }
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.timeout = HTTPClient.Configuration.Timeout(connect: .seconds(10), read: .seconds(60))
        configuration.redirectConfiguration = .disallow
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(HTTPTransport(connection: connection, client: client)))
        } catch {
            result = .failure(error)
        }
        try await client.shutdown()
        return try result.get()
    }

    /// Sends once, without following redirects; refuses answers of more than 64 MiB or later than two minutes.
    public func send(_ request: APIRequest) async throws(ClientError) -> APIAnswer {
        do {
            let answer = try await client.execute(wire(request), timeout: .seconds(120))
            let body = try await answer.body.collect(upTo: Self.answerLimit)
            return APIAnswer(status: Int(answer.status.code), body: Array(body.readableBytesView))
        } catch {
            throw unreachable(error)
        }
    }

    /// Takes as long as the answer goes on coming, up to a day; a part of an answer is none.
    public func stream(
        _ request: APIRequest, _ take: @Sendable ([UInt8]) throws(ClientError) -> Void
    ) async throws(ClientError) -> APIAnswer {
        do {
            let answer = try await client.execute(wire(request), timeout: .hours(24))
            guard (200...299).contains(answer.status.code) else {
                let body = try await answer.body.collect(upTo: Self.answerLimit)
                return APIAnswer(status: Int(answer.status.code), body: Array(body.readableBytesView))
            }
            for try await piece in answer.body { try take(Array(piece.readableBytesView)) }
            return APIAnswer(status: Int(answer.status.code), body: [])
        } catch let error as ClientError {
            throw error
        } catch {
            throw unreachable(error)
        }
    }

    private func wire(_ request: APIRequest) -> HTTPClientRequest {
        var wire = HTTPClientRequest(url: connection.server + request.path + Self.text(of: request.query))
        wire.method = .RAW(value: request.method.rawValue)
        wire.headers.add(name: "authorization", value: "Bearer \(connection.token)")
        wire.headers.add(name: "accept", value: "application/json")
        if let body = request.body {
            wire.headers.add(name: "content-type", value: "application/json")
            wire.body = .bytes(ByteBuffer(bytes: body))
        }
        return wire
    }

    private static func text(of query: [APIRequest.QueryItem]) -> String {
        guard !query.isEmpty else { return "" }
        return "?"
            + query.map { "\(APIRoute.percentEncoded($0.name))=\(APIRoute.percentEncoded($0.value))" }
            .joined(separator: "&")
    }

    private func unreachable(_ error: any Error) -> ClientError {
        let text = String(describing: error)
        if text.contains("CERTIFICATE_VERIFY_FAILED") || error is NIOSSLExtraError {
            return ClientError(
                .unreachable, "the certificate of `\(connection.server)` is not trusted",
                hint: "pass --ca FILE with the `ca.pem` of this server, and name the server as its certificate does")
        }
        return ClientError(
            .unreachable, "no answer from `\(connection.server)`: \(reason(error))",
            hint: "is the server running, and is its address right")
    }

    private func reason(_ error: any Error) -> String {
        if let error = error as? HTTPClientError {
            let isSlow = [.connectTimeout, .readTimeout, .deadlineExceeded].contains(error)
            return isSlow ? "it took too long" : error.shortDescription
        }
        let text = String(describing: error)
        if text.contains("Connection refused") { return "the connection was refused" }
        return text.contains("UnknownHost") ? "its name is not known" : text
    }
}
