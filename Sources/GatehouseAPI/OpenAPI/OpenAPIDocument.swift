import Foundation
public import GatehouseHTTP
import GatehouseService
import GatehouseWire

/// The published description of the native API (OpenAPI 3.1), generated from the route table.
public enum OpenAPIDocument {
    /// The document as text: members in order of their names, indented, so that changes can be read.
    public static func text(of table: RouteTable) throws -> String {
        let catalogue = SchemaCatalogue()
        let problem = try catalogue.reference(to: Problem.self)
        var paths: [String: [String: Any]] = [:]
        for route in table.routes {
            paths[route.path, default: [:]][route.method.rawValue.lowercased()] =
                try operation(route, catalogue, problem)
        }
        let document: [String: Any] = [
            "openapi": "3.1.0",
            "info": [
                "title": "Gatehouse", "version": "1",
                "description": "Devices, their compliance, and what they may reach. Errors are RFC 9457 problems.",
            ],
            "paths": paths,
            "components": [
                "schemas": catalogue.schemas.mapValues(\.json),
                "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
            ] as [String: Any],
        ]
        let data = try JSONSerialization.data(
            withJSONObject: document, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    private static func operation(
        _ route: Route, _ catalogue: SchemaCatalogue, _ problem: Schema
    ) throws -> [String: Any] {
        let answer = try answer(of: route, catalogue)
        var operation: [String: Any] = [
            "operationId": identifier(of: route),
            "summary": route.summary,
            "parameters": parameters(of: route),
            "responses": [
                answer.status: answer.json,
                "default": [
                    "description": "What went wrong",
                    "content": ["application/problem+json": ["schema": problem.json]],
                ] as [String: Any],
            ],
        ]
        switch route.access {
        case .permission(let permission):
            operation["security"] = [["token": [String]()]]
            operation["x-gatehouse-permission"] = permission.description
        case .open(let reason):
            operation["security"] = [[String: [String]]]()
            operation["x-gatehouse-open"] = reason
        }
        if let body = route.body {
            operation["requestBody"] = try content(body, catalogue)
        } else if let mediaType = route.rawBody {
            operation["requestBody"] =
                ["required": true, "content": [mediaType: [String: String]()]]
                as [String: Any]
        }
        return operation
    }

    private static func content(
        _ message: any APIMessage.Type, _ catalogue: SchemaCatalogue
    ) throws -> [String: Any] {
        let schema = try catalogue.reference(to: message)
        let media: [String: Any] = ["schema": schema.json, "example": try example(message.example)]
        return ["required": true, "content": ["application/json": media]]
    }

    private static func answer(
        of route: Route, _ catalogue: SchemaCatalogue
    ) throws -> (status: String, json: [String: Any]) {
        switch route.answer {
        case .nothing: return ("204", ["description": "Done"])
        case .other(let mediaType, let status):
            return (String(status), ["description": route.summary, "content": [mediaType: [String: String]()]])
        case .message(let message, let status):
            var json = try content(message, catalogue)
            json["required"] = nil
            json["description"] = route.summary
            return (String(status), json)
        }
    }

    private static func parameters(of route: Route) -> [[String: Any]] {
        let path = route.path.split(separator: "/").filter { $0.first == "{" }.map { part in
            ["name": String(part.dropFirst().dropLast()), "in": "path", "required": true, "schema": ["type": "string"]]
                as [String: Any]
        }
        let query = route.query.map { parameter in
            [
                "name": parameter.name, "in": "query", "required": parameter.isRequired,
                "description": parameter.summary, "example": parameter.example, "schema": ["type": "string"],
            ] as [String: Any]
        }
        return path + query
    }

    /// As `getDevicesIdFacts`.
    private static func identifier(of route: Route) -> String {
        let words = route.path.split { "/-{}.".contains($0) }.drop { $0 == "api" || $0 == "v1" }
        return route.method.rawValue.lowercased() + words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    private static func example(_ message: any APIMessage) throws -> Any {
        try JSONSerialization.jsonObject(with: JSONBody.encode(message))
    }
}
