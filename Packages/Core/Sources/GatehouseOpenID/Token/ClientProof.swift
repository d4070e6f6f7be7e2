import GatehouseWire

/// How a client says who it is, and proves it (RFC 6749 §2.3, RFC 7523 §2.2); nothing of it verified.
public enum ClientProof: Hashable, Sendable {
    /// `client_secret_basic`: id and secret in the header.
    case basic(ClientID, secret: String)
    /// `client_secret_post`: id and secret in the body.
    case post(ClientID, secret: String)
    /// `private_key_jwt`: a token that the client signed.
    case assertion(ClientID, CompactJWS)
    /// `none`: a public client, which says who it is and no more.
    case none(ClientID)

    /// Who it claims to be: look the application up by this.
    public var clientID: ClientID {
        switch self {
        case .basic(let id, _), .post(let id, _), .assertion(let id, _), .none(let id): id
        }
    }

    /// Reads a token request's parameters and its `Authorization` header, `nil` when there is none.
    ///
    /// Refuses two proofs at once (RFC 6749 §2.3), two ids that differ, and another scheme than Basic. Basic without a
    /// secret says who a public client is, as some libraries send it.
    public init(reading parameters: FormParameters, authorization: String?) throws(OpenIDError) {
        let secret = try parameters.text("client_secret", atMost: 1024)
        let assertion = try parameters.text("client_assertion", atMost: CompactJWS.sizeLimit)
        let basic = try authorization.map(Self.basic)
        guard [secret != nil, assertion != nil, basic != nil].count(where: { $0 }) <= 1 else {
            throw OpenIDError(.authenticationRepeated, "the client proves itself in more than one way")
        }
        let id = try parameters.text("client_id", atMost: 128)
        if let basic {
            if let id, !isSame(id, basic.id) { throw Self.inconsistent }
            let clientID = try ClientID(parameter: basic.id)
            self = basic.secret.isEmpty ? .none(clientID) : .basic(clientID, secret: basic.secret)
        } else if let assertion {
            self = try Self.assertion(assertion, type: parameters["client_assertion_type"], id: id)
        } else {
            guard let id else { throw OpenIDError(.parameterMissing, "`client_id` is missing") }
            let clientID = try ClientID(parameter: id)
            self = secret.map { .post(clientID, secret: $0) } ?? .none(clientID)
        }
    }

    private static let inconsistent = OpenIDError(
        .clientIDInconsistent, "`client_id` is another than the one that the client proves")

    private static func assertion(_ text: String, type: String?, id: String?) throws(OpenIDError) -> ClientProof {
        guard let type, isSame(type, "urn:ietf:params:oauth:client-assertion-type:jwt-bearer") else {
            throw OpenIDError(
                .assertionTypeUnsupported, "`client_assertion_type` is \(quoted(type ?? "")), not that of a JWT")
        }
        do throws(OpenIDError) {
            let token = try CompactJWS(text, allowsCertificateNames: true)
            guard let subject = try ClaimsSet(reading: token.payload).subject else {
                throw OpenIDError(.claimMissing, "the claim `sub` is missing")
            }
            if let id, !isSame(id, subject) { throw inconsistent }
            return .assertion(try ClientID(parameter: subject), token)
        } catch {
            throw error.inClientAuthentication
        }
    }

    /// Id and secret of `Basic …`, each form-encoded before base 64 (RFC 6749 §2.3.1); the secret may be empty.
    ///
    /// A client that does not encode is read the same, since ids and secrets of ours have nothing to encode.
    private static func basic(_ header: String) throws(OpenIDError) -> (id: String, secret: String) {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic", header.utf8.count <= 4096,
            let bytes = Base64.decode(String(parts[1])), let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            let id = PercentCoding.decode(bytes[..<colon]), let secret = PercentCoding.decode(bytes[(colon + 1)...]),
            !id.isEmpty
        else {
            throw OpenIDError(
                .authorizationHeaderMalformed, "the header `Authorization` is not `Basic` with an id and a secret")
        }
        return (id, secret)
    }
}
