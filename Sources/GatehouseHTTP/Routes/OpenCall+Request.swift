import Hummingbird

extension OpenCall {
    /// The path's parameter of this name; 404 when the path has none.
    public func parameter(_ name: String) throws -> String { try incoming.parameter(name) }

    /// The first header of this name, in any letter case.
    public func header(_ name: String) -> String? {
        FieldName(name).flatMap { incoming.request.headers[$0] }
    }

    /// The query as it came, without the `?`; empty when there is none.
    public var rawQuery: String { incoming.request.uri.query ?? "" }

    /// The host and port that the caller asked for.
    public var authority: String? { incoming.request.head.authority }
}
