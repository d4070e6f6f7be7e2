/// A body is larger than the route takes.
struct PayloadTooLarge: Error, Hashable {
    let limit: Int
}

/// A body did not come in the time that it has.
struct BodyTooSlow: Error, Hashable {
    let patience: Duration
}

/// A body is not of the media type that the route takes.
struct UnsupportedMediaType: Error, Hashable {
    let wanted: String
}

/// A body is not the JSON that the route takes.
struct MalformedBody: Error, Hashable {
    let message: String

    init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            message = "the member `\(Self.path(context.codingPath + [key]))` is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            message = "the member `\(Self.path(context.codingPath))` has a value of the wrong type"
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            message = "the body is not well-formed JSON"
        case .dataCorrupted(let context):
            message = "the member `\(Self.path(context.codingPath))` has a value that is not one of its kind"
        @unknown default:
            message = "the body cannot be read"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.reduce(into: "") { path, key in
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
    }
}
