import Foundation
public import GatehouseWire

/// Asks the native API and reads its answers.
public struct APIClient: Sendable {
    private let transport: any Transport

    /// Makes the client; the transport carries the token.
    public init(transport: any Transport) { self.transport = transport }

    /// `GET`; problems become ``ClientError``.
    public func get<Output: APIMessage>(
        _ path: String, query: [APIRequest.QueryItem] = [], as type: Output.Type = Output.self
    ) async throws -> Output {
        try read(type, from: try await send(APIRequest(.get, path, query: query)))
    }

    /// `POST` that is answered with a message.
    public func post<Output: APIMessage>(
        _ path: String, _ message: some APIMessage, as type: Output.Type = Output.self
    ) async throws -> Output {
        try read(type, from: try await send(APIRequest(.post, path, body: try Self.encode(message))))
    }

    /// `POST` that is answered with nothing.
    public func post(_ path: String, _ message: some APIMessage) async throws {
        _ = try await send(APIRequest(.post, path, body: try Self.encode(message)))
    }

    /// `PATCH` that is answered with a message.
    public func patch<Output: APIMessage>(
        _ path: String, _ message: some APIMessage, as type: Output.Type = Output.self
    ) async throws -> Output {
        try read(type, from: try await send(APIRequest(.patch, path, body: try Self.encode(message))))
    }

    /// `GET` that is answered with a file.
    public func download(_ path: String, query: [APIRequest.QueryItem] = []) async throws -> [UInt8] {
        try await send(APIRequest(.get, path, query: query))
    }

    /// `DELETE`.
    public func delete(_ path: String, query: [APIRequest.QueryItem] = []) async throws {
        _ = try await send(APIRequest(.delete, path, query: query))
    }

    /// Every item of a list, page by page; stops at `limit` if there is one.
    public func list<Item: APIMessage>(
        _ path: String, query: [APIRequest.QueryItem] = [], startingAt begin: String? = nil, limit: Int? = nil,
        as type: Item.Type = Item.self
    ) async throws -> [Item] {
        var items: [Item] = []
        var cursor = begin
        repeat {
            let wanted = limit.map { min($0 - items.count, 1000) } ?? 1000
            var page = query + [APIRequest.QueryItem("limit", String(wanted))]
            if let cursor { page.append(APIRequest.QueryItem("cursor", cursor)) }
            let answer: ListPage<Item> = try await get(path, query: page)
            items += answer.items
            cursor = answer.next
        } while cursor != nil && items.count < limit ?? .max
        return items
    }

    /// `GET` that is answered with a file of any size, a piece at a time.
    public func save(_ path: String, _ take: @Sendable ([UInt8]) throws(ClientError) -> Void) async throws {
        _ = try body(of: await transport.stream(APIRequest(.get, path), take))
    }

    private func send(_ request: APIRequest) async throws -> [UInt8] {
        try body(of: await transport.send(request))
    }

    private func body(of answer: APIAnswer) throws -> [UInt8] {
        guard (200...299).contains(answer.status) else {
            guard let problem = try? JSONDecoder().decode(Problem.self, from: Data(answer.body)) else {
                throw ClientError(
                    .unreadable, "the server answered \(answer.status), not in Gatehouse's way",
                    hint: "does the URL name a Gatehouse server")
            }
            throw ClientError(problem)
        }
        return answer.body
    }

    private func read<Output: APIMessage>(_ type: Output.Type, from body: [UInt8]) throws(ClientError) -> Output {
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch {
            throw ClientError(
                .unreadable, "the server's answer cannot be read", hint: "is the server of another version")
        }
    }

    private static func encode(_ message: some APIMessage) throws -> [UInt8] {
        Array(try JSONEncoder().encode(message))
    }
}
