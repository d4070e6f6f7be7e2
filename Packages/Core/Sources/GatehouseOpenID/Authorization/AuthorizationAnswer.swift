/// What goes back to the client, by way of the person's browser (RFC 6749 §4.1.2, RFC 9207).
public struct AuthorizationAnswer: Hashable, Sendable {
    /// Where.
    public let target: AnswerTarget
    /// A code, or an error; then the state and the issuer.
    public let parameters: FormParameters

    /// A code for the client, from `issuer`.
    public init(code: String, to target: AnswerTarget, issuer: String) {
        self.init([FormParameters.Field("code", code)], target, issuer)
    }

    /// A refusal, from `issuer`.
    public init(error: OpenIDError, to target: AnswerTarget, issuer: String) {
        self.init(
            [
                FormParameters.Field("error", error.oauth.rawValue),
                FormParameters.Field("error_description", ErrorAnswer.description(of: error)),
            ], target, issuer)
    }

    private init(_ fields: [FormParameters.Field], _ target: AnswerTarget, _ issuer: String) {
        var fields = fields
        if let state = target.state { fields.append(FormParameters.Field("state", state)) }
        fields.append(FormParameters.Field("iss", issuer))
        parameters = FormParameters(fields)
        self.target = target
    }

    /// How a browser takes an answer along.
    public enum Delivery: Hashable, Sendable {
        /// It is sent to this address.
        case location(String)
        /// It sends a form there, with these fields.
        case form(action: String, fields: [FormParameters.Field])
    }

    /// The answer in its mode; a query that the registered address has stays before ours (RFC 6749 §3.1.2).
    public var delivery: Delivery {
        switch target.mode {
        case .query:
            let separator = target.redirectURI.contains("?") ? "&" : "?"
            return .location("\(target.redirectURI)\(separator)\(parameters.text)")
        case .fragment: return .location("\(target.redirectURI)#\(parameters.text)")
        case .formPost: return .form(action: target.redirectURI, fields: parameters.fields)
        }
    }
}
