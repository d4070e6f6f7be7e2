import GatehouseModel
import GatehouseOpenID
import Hummingbird

/// A page of the protocol's own: what was wrong with a request, or a form that goes on to an application.
struct ProtocolPage {
    let title: String
    let body: String
    let status: HTTPResponse.Status

    /// Says what an application did wrong, to the person in front of it.
    static func refusal(_ error: OpenIDError, request: GatehouseModel.RequestID?) -> ProtocolPage {
        let id = request.map { "<p>Request <code>\($0)</code></p>" } ?? ""
        return ProtocolPage(
            title: "This sign-in cannot go on",
            body: """
                <p>The application asked for something that this server does not give: \(escaped(error.message)).</p>
                <p>Nothing was sent to the application. Go back to it and begin again; if this page comes again, show it
                to whoever looks after the application (AADSTS\(error.number)).</p>\(id)
                """, status: .badRequest)
    }

    /// A form that the person sends on, since a page of ours runs no script.
    static func form(_ action: String, _ fields: [FormParameters.Field]) -> ProtocolPage {
        let inputs = fields.map { field in
            "<input type=\"hidden\" name=\"\(escaped(field.name))\" value=\"\(escaped(field.value))\">"
        }.joined()
        return ProtocolPage(
            title: "Signed in",
            body: """
                <form method="post" action="\(escaped(action))">\(inputs)
                <p>Go on to the application.</p><button autofocus>Continue</button></form>
                """, status: .ok)
    }

    /// Without scripts and frames, and kept by nobody.
    var response: Response {
        let text = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <meta name="color-scheme" content="light dark"><title>\(title)</title></head>
            <body><main><h1>\(title)</h1>\(body)</main></body></html>
            """
        return Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
