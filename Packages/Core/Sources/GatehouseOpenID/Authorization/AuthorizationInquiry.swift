/// A request to the authorization endpoint, read and not yet judged: whose it is must be looked up first.
///
/// Where pages come between request and answer, keep the bytes, and read and judge them again before the answer: the
/// application may have changed.
public struct AuthorizationInquiry: Hashable, Sendable {
    /// Longest `state`, in bytes: some clients put a sealed state of theirs into it.
    public static let stateLimit = 8 << 10

    /// Who asks, if it is honest.
    public let clientID: ClientID
    private let parameters: FormParameters

    /// Reads a query, or the body of a POST.
    ///
    /// What it throws is shown on a page: nothing says yet where else it could go.
    public init(reading bytes: [UInt8]) throws(OpenIDError) {
        parameters = try FormParameters(reading: bytes)
        clientID = try ClientID(parameter: parameters.required("client_id", atMost: 128))
    }

    /// Judges the request against the application of ``clientID``, `nil` when there is none.
    ///
    /// Until the redirect URI is found to be the application's, a refusal is for a page (RFC 6749 §4.1.2.1); from then on
    /// it goes back to the client, with `issuer` in it.
    public func outcome(for application: Application?, issuer: String) -> AuthorizationOutcome {
        let target: AnswerTarget
        do throws(OpenIDError) { target = try self.target(application) } catch { return .page(error) }
        do throws(OpenIDError) {
            guard let application else { throw OpenIDError(.clientUnknown, "there is no such application") }
            return .request(try request(of: application, to: target))
        } catch {
            return .redirect(AuthorizationAnswer(error: error, to: target, issuer: issuer))
        }
    }

    private func target(_ application: Application?) throws(OpenIDError) -> AnswerTarget {
        guard let application, application.clientID == clientID else {
            throw OpenIDError(.clientUnknown, "there is no application \(quoted(clientID))")
        }
        guard application.isEnabled else {
            throw OpenIDError(.clientDisabled, "the application \(quoted(clientID)) is disabled")
        }
        guard let redirectURI = try parameters.text("redirect_uri", atMost: RedirectURI.lengthLimit) else {
            throw OpenIDError(.redirectMissing, "`redirect_uri` is missing")
        }
        guard application.redirectURIs.contains(where: { $0.permits(redirectURI) }) else {
            throw OpenIDError(
                .redirectUnregistered, "\(quoted(redirectURI)) is not a redirect URI of \(quoted(clientID))")
        }
        // A mode or state that cannot be used is refused with the others, in the usual mode and without the state.
        let mode = parameters["response_mode"].flatMap(ResponseMode.init(rawValue:)) ?? .query
        return AnswerTarget(
            redirectURI: redirectURI, mode: mode, state: try? parameters.text("state", atMost: Self.stateLimit))
    }

    private func request(
        of application: Application, to target: AnswerTarget
    ) throws(OpenIDError) -> AuthorizationRequest {
        try application.requireGrant(.authorizationCode)
        try refuseUnsupported()
        try requireCode()
        _ = try parameters.text("state", atMost: Self.stateLimit)
        guard let scope = try parameters.text("scope", atMost: RequestedScopes.lengthLimit) else {
            throw OpenIDError(.scopeMissing, "`scope` is missing")
        }
        let scopes = try RequestedScopes(scope)
        guard !scopes.isEmpty else { throw OpenIDError(.scopeMissing, "`scope` is empty") }
        return AuthorizationRequest(
            clientID: clientID, target: target, scopes: scopes,
            challenge: try CodeChallenge(
                challenge: parameters.text("code_challenge", atMost: 128),
                method: parameters.text("code_challenge_method", atMost: 32)),
            nonce: try parameters.text("nonce", atMost: 1024), prompts: try prompts(),
            maximumAge: try parameters.number("max_age"),
            loginHint: try parameters.unicode("login_hint", atMost: 320),
            idTokenHint: try parameters.text("id_token_hint", atMost: CompactJWS.sizeLimit),
            contexts: try parameters.words("acr_values"), claims: try claims(),
            locales: try parameters.words("ui_locales"))
    }

    private func refuseUnsupported() throws(OpenIDError) {
        let unsupported: [(String, OpenIDError.Code)] = [
            ("request", .requestObjectUnsupported), ("request_uri", .requestURIUnsupported),
            ("registration", .registrationUnsupported),
        ]
        for (name, code) in unsupported where parameters[name] != nil {
            throw OpenIDError(code, "`\(name)` is not supported")
        }
    }

    private func requireCode() throws(OpenIDError) {
        let type = try parameters.required("response_type")
        guard isSame(type, "code") else {
            throw OpenIDError(
                .responseTypeUnsupported, "`response_type` is \(quoted(type)), and `code` was expected")
        }
        if let mode = parameters["response_mode"], ResponseMode(rawValue: mode) == nil {
            throw OpenIDError(
                .responseModeUnsupported,
                "`response_mode` is \(quoted(mode)), and `query`, `fragment` or `form_post` was expected")
        }
    }

    private func prompts() throws(OpenIDError) -> Set<AuthorizationRequest.Prompt> {
        var prompts = Set<AuthorizationRequest.Prompt>()
        for word in try parameters.words("prompt") {
            guard let prompt = AuthorizationRequest.Prompt(rawValue: word) else {
                throw OpenIDError(.promptMalformed, "`prompt` asks for \(quoted(word)), which is not known")
            }
            prompts.insert(prompt)
        }
        guard !prompts.contains(.none) || prompts.count == 1 else {
            throw OpenIDError(.promptMalformed, "`prompt` asks for `none` and for something else")
        }
        return prompts
    }

    private func claims() throws(OpenIDError) -> ClaimsRequest {
        guard let text = try parameters.unicode("claims", atMost: ClaimsRequest.sizeLimit) else {
            return ClaimsRequest()
        }
        return try ClaimsRequest(reading: text)
    }
}
