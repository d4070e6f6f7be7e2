public import GatehouseService
public import GatehouseWire
public import Hummingbird

extension Route {
    /// `GET` that answers a message.
    public static func read<Output: APIMessage>(
        _ path: String, _ permission: Permission, _ summary: String, query: [QueryParameter] = [],
        _ handler: @escaping @Sendable (Call) async throws -> Output
    ) -> Route {
        Route(
            method: .get, path: path, access: .permission(permission), summary: summary, query: query,
            answer: .message(Output.self, status: 200), traffic: .reading
        ) { incoming in
            try Response(json: await handler(incoming.call()), status: .ok)
        }
    }

    /// `POST` that takes a message and answers one.
    public static func send<Input: APIMessage, Output: APIMessage>(
        _ path: String, _ permission: Permission, _ summary: String, status: Int = 200,
        _ handler: @escaping @Sendable (Call, Input) async throws -> Output
    ) -> Route {
        Route(
            method: .post, path: path, access: .permission(permission), summary: summary, body: Input.self,
            answer: .message(Output.self, status: status), traffic: .change
        ) { incoming in
            let input = try await incoming.decode(Input.self)
            return try Response(json: await handler(incoming.call(), input), status: HTTPResponse.Status(code: status))
        }
    }

    /// `GET` that answers text of a media type, as a file of this name.
    public static func download(
        _ path: String, _ permission: Permission, _ summary: String, mediaType: String, file: String,
        query: [QueryParameter] = [], _ handler: @escaping @Sendable (Call) async throws -> String
    ) -> Route {
        Route(
            method: .get, path: path, access: .permission(permission), summary: summary, query: query,
            answer: .other(mediaType: mediaType, status: 200), traffic: .reading
        ) { incoming in
            var response = Response(text: try await handler(incoming.call()), mediaType: "\(mediaType); charset=utf-8")
            response.headers[.contentDisposition] = "attachment; filename=\"\(file)\""
            return response
        }
    }

    /// `GET` that answers bytes of a media type piece by piece, as a file of this name; how many is not known before.
    public static func stream(
        _ path: String, _ permission: Permission, _ summary: String, mediaType: String, file: String,
        _ handler: @escaping @Sendable (Call) async throws -> AsyncThrowingStream<[UInt8], any Error>
    ) -> Route {
        Route(
            method: .get, path: path, access: .permission(permission), summary: summary,
            answer: .other(mediaType: mediaType, status: 200), traffic: .reading
        ) { incoming in
            let pieces = try await handler(incoming.call())
            return Response(
                status: .ok,
                headers: [
                    .contentType: mediaType, .contentDisposition: "attachment; filename=\"\(file)\"",
                ],
                body: ResponseBody { writer in
                    for try await piece in pieces { try await writer.write(ByteBuffer(bytes: piece)) }
                    try await writer.finish(nil)
                })
        }
    }

    /// `PATCH` that takes a message and answers one.
    public static func change<Input: APIMessage, Output: APIMessage>(
        _ path: String, _ permission: Permission, _ summary: String,
        _ handler: @escaping @Sendable (Call, Input) async throws -> Output
    ) -> Route {
        Route(
            method: .patch, path: path, access: .permission(permission), summary: summary, body: Input.self,
            answer: .message(Output.self, status: 200), traffic: .change
        ) { incoming in
            let input = try await incoming.decode(Input.self)
            return try Response(json: await handler(incoming.call(), input), status: .ok)
        }
    }

    /// `POST` that takes a message, calculates for a while and answers one; cancelled when the caller hangs up.
    public static func calculate<Input: APIMessage, Output: APIMessage>(
        _ path: String, _ permission: Permission, _ summary: String,
        _ handler: @escaping @Sendable (Call, Input) async throws -> Output
    ) -> Route {
        Route(
            method: .post, path: path, access: .permission(permission), summary: summary, body: Input.self,
            answer: .message(Output.self, status: 200), traffic: .reading
        ) { incoming in
            try await incoming.whileConnected { incoming in
                let input = try await incoming.decode(Input.self)
                return try Response(json: await handler(incoming.call(), input), status: .ok)
            }
        }
    }

    /// `POST` that takes a message and answers 204.
    public static func command<Input: APIMessage>(
        _ path: String, _ permission: Permission, _ summary: String,
        _ handler: @escaping @Sendable (Call, Input) async throws -> Void
    ) -> Route {
        Route(
            method: .post, path: path, access: .permission(permission), summary: summary, body: Input.self,
            answer: .nothing, traffic: .change
        ) { incoming in
            let input = try await incoming.decode(Input.self)
            try await handler(incoming.call(), input)
            return Response(status: .noContent)
        }
    }

    /// `DELETE` that answers 204.
    public static func delete(
        _ path: String, _ permission: Permission, _ summary: String, query: [QueryParameter] = [],
        _ handler: @escaping @Sendable (Call) async throws -> Void
    ) -> Route {
        Route(
            method: .delete, path: path, access: .permission(permission), summary: summary, query: query,
            answer: .nothing, traffic: .change
        ) { incoming in
            try await handler(incoming.call())
            return Response(status: .noContent)
        }
    }

    /// A route that needs no token, for `reason`; reads and answers bytes of its own.
    ///
    /// Without `traffic` it is never put off.
    public static func open(
        _ method: Method, _ path: String, reason: String, _ summary: String, rawBody: String? = nil,
        mediaType: String = "application/json", traffic: TrafficClass? = nil,
        _ handler: @escaping @Sendable (OpenCall) async throws -> Response
    ) -> Route {
        Route(
            method: method, path: path, access: .open(reason: reason), summary: summary, rawBody: rawBody,
            answer: .other(mediaType: mediaType, status: 200), traffic: traffic
        ) { incoming in
            try await handler(incoming.openCall())
        }
    }
}
