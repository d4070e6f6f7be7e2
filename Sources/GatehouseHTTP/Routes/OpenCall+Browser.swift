import Foundation
public import GatehouseModel
import GatehouseService
import Hummingbird

/// What pages and protocols of browsers ask of a request.
extension OpenCall {
    /// The path's parameter as an identifier; what is not one cannot be there, so it is 404.
    public func identifier<Kind>(_ name: String, of noun: String) throws -> Identifier<Kind> {
        let text = try parameter(name)
        guard let id = Identifier<Kind>(text) else { throw ServiceError(.notFound, "there is no \(noun) `\(text)`") }
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

    /// A cookie by its name; `nil` when it was not sent or was sent twice.
    public func cookie(_ name: String) -> String? {
        let values = (header("cookie") ?? "").split(separator: ";").compactMap { pair -> String? in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == name else { return nil }
            return parts[1].trimmingCharacters(in: .whitespaces)
        }
        return values.count == 1 ? values.first : nil
    }

    /// The fields of a form in `application/x-www-form-urlencoded`.
    ///
    /// Refuses another media type, a field given twice, and more than `limit` bytes.
    public func form(limit: Int = 16 << 10) async throws -> [String: String] {
        let mediaType = header("content-type")?.split(separator: ";").first.map {
            $0.trimmingCharacters(in: .whitespaces).lowercased()
        }
        guard mediaType == "application/x-www-form-urlencoded" else {
            throw UnsupportedMediaType(wanted: "application/x-www-form-urlencoded")
        }
        let text = String(decoding: try await body(limit: limit), as: UTF8.self)
        var fields = [String: String]()
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                $0.replacing("+", with: " ").removingPercentEncoding
            }
            guard let name = parts.first ?? nil, let value = parts.count == 2 ? parts[1] : "" else {
                throw ServiceError(.invalid, "the form is not well formed")
            }
            guard fields.updateValue(value, forKey: name) == nil else {
                throw ServiceError(.invalid, "the form has `\(name)` more than once")
            }
        }
        return fields
    }
}
