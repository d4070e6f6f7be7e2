import GatehouseHTTP
import GatehouseWire
import Hummingbird

/// The API's description of itself.
enum DescriptionRoutes {
    /// Describes `table` and this route.
    static func routes(_ table: RouteTable) throws -> [Route] {
        var described = table
        described.add([route(text: "")])
        return [route(text: try OpenAPIDocument.text(of: described))]
    }

    private static func route(text: String) -> Route {
        .open(
            .get, APIRoute.openAPI, reason: "it is the same for every installation",
            "The description of this API (OpenAPI 3.1)"
        ) { _ in
            Response(text: text, mediaType: "application/json")
        }
    }
}
