public import GatehouseModel
public import GatehouseWire

/// Public keys under their names (RFC 7517 §5).
public struct JSONWebKeySet: Hashable, Sendable {
    /// Largest set that is read, in bytes.
    public static let sizeLimit = 64 << 10
    /// How many keys are read.
    public static let countLimit = 64

    /// In their order; no name twice.
    public let keys: [JSONWebKey]

    /// Takes keys; refuses a name that two of them have.
    public init(_ keys: [JSONWebKey]) throws(OpenIDError) {
        var names = Set<String>()
        for case let name? in keys.map(\.id) where !names.insert(name).inserted {
            throw OpenIDError(.keySetMalformed, "two keys of the set are called \(quoted(name))")
        }
        self.keys = keys
    }

    /// Reads `{"keys":[…]}`; keys that cannot be used here are left out (§5), malformed and private ones are refused.
    public init(reading bytes: [UInt8]) throws(OpenIDError) {
        let json: JSON
        do {
            json = try JSON.parse(bytes, limits: JSON.Limits(bytes: Self.sizeLimit, depth: 5))
        } catch {
            throw OpenIDError(.keySetMalformed, "the set of keys", error)
        }
        guard case .array(let values) = json["keys"], values.count <= Self.countLimit else {
            throw OpenIDError(.keySetMalformed, "`keys` is missing, or not a list of at most \(Self.countLimit) keys")
        }
        var keys = [JSONWebKey]()
        for value in values {
            do throws(OpenIDError) { keys.append(try JSONWebKey(json: value)) } catch {
                guard error.code == .keyUnsupported else { throw error }
            }
        }
        try self.init(keys)
    }

    /// What is published under `jwks_uri`.
    public var json: JSON { .object([JSON.Member("keys", .array(keys.map(\.json)))]) }

    /// The key that a header names, by the first of its names that is known.
    public func key(for names: [KeyName]) -> JSONWebKey? {
        for name in names {
            if let key = keys.first(where: { name.isName(of: $0) }) { return key }
        }
        return nil
    }

    /// Checks that one of these keys made the signature: the key that the header names, and no other is tried.
    ///
    /// What others sign may name none, where one key alone goes with its algorithm.
    public func verify(_ token: CompactJWS, by verifier: some JOSEVerifying) throws(OpenIDError) {
        try token.verify(by: try key(of: token.header), verifier)
    }

    /// The claims of a token that one of these keys signed, that is of this `type`, and that `rules` allow now: all that
    /// must hold before a token of ours is believed.
    ///
    /// `certificate` is SHA-256 of the certificate of the connection, as in ``ClaimsRules/check(_:at:certificate:)``.
    public func claims(
        of token: CompactJWS, type: String, rules: ClaimsRules, at now: Instant, certificate: [UInt8]? = nil,
        by verifier: some JOSEVerifying
    ) throws(OpenIDError) -> ClaimsSet {
        try verify(token, by: verifier)
        try token.require(type: type)
        let claims = try ClaimsSet(reading: token.payload)
        try rules.check(claims, at: now, certificate: certificate)
        return claims
    }

    private func key(of header: JWSHeader) throws(OpenIDError) -> JSONWebKey {
        guard header.keyNames.isEmpty else {
            guard let key = key(for: header.keyNames) else {
                throw OpenIDError(.keyUnknown, "the key that the token names is not known")
            }
            return key
        }
        let possible = keys.filter { $0.algorithms.contains(header.algorithm) }
        guard let key = possible.first, possible.count == 1 else {
            throw OpenIDError(
                .keyNameMissing,
                "the header does not name its key, and \(possible.count) go with \(header.algorithm.rawValue)")
        }
        return key
    }
}

/// How the header of a token names the key that signed it.
public enum KeyName: Hashable, Sendable {
    /// `kid`.
    case id(String)
    /// `x5t#S256`: SHA-256 of its certificate.
    case certificateSHA256([UInt8])
    /// `x5t`: SHA-1 of its certificate, from older clients.
    case certificateSHA1([UInt8])

    /// Whether this names `key`.
    func isName(of key: JSONWebKey) -> Bool {
        switch self {
        case .id(let id): key.id.map { isSame($0, id) } ?? false
        case .certificateSHA256(let thumbprint): key.certificateSHA256 == thumbprint
        case .certificateSHA1(let thumbprint): key.certificateSHA1 == thumbprint
        }
    }
}
