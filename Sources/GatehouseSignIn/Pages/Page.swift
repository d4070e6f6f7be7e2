import GatehouseService
import Hummingbird
import Mustache
import NIOCore

/// One page to be rendered.
struct Page {
    let template: String
    let title: Phrase
    let tenant: Tenant?
    var values: [String: Any] = [:]
    var problem: ServiceError?

    /// Scripts, styles and requests from here only, and in nobody's frame.
    ///
    /// Where forms may lead is left open: browsers apply `form-action` to the redirect back to the application that
    /// somebody signs in to.
    static let contentPolicy = """
        default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
        base-uri 'none'; frame-ancestors 'none'
        """

    func response(status: HTTPResponse.Status = .ok, _ catalogue: Catalogue = .english) -> Response {
        let text = text(catalogue)
        var response = Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        response.headers[.contentSecurityPolicy] = Self.contentPolicy
        response.headers[.xFrameOptions] = "DENY"
        return response
    }

    /// The page in HTML.
    func text(_ catalogue: Catalogue = .english) -> String {
        var context = values
        context["t"] = catalogue.forTemplates
        context["language"] = catalogue.language
        context["title"] = catalogue(title)
        context["brand"] = Branding(tenant).forTemplates
        if let problem {
            context["problem"] = Self.words(of: problem)
        }
        return Templates.library.render(context.mapValues(TemplateText.clean), withTemplate: template) ?? ""
    }

    /// An error's sentences as people read them.
    static func words(of error: ServiceError) -> [String: Any] {
        var words: [String: Any] = ["message": sentence(error.message)]
        if let hint = error.hint { words["hint"] = sentence(hint) }
        return words
    }

    private static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")
    }
}

extension HTTPFields.Element.Name {
    fileprivate static let xFrameOptions = Self("x-frame-options") ?? .xContentTypeOptions
}
