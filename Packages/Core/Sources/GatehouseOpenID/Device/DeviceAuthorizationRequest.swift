public import GatehouseWire

/// A request of a device without a browser for somebody's sign-in elsewhere (RFC 8628 §3.1).
public struct DeviceAuthorizationRequest: Hashable, Sendable {
    /// Who asks.
    public let proof: ClientProof
    /// What is asked for; not empty.
    public let scopes: RequestedScopes

    /// Reads a body and its `Authorization` header.
    public init(reading body: [UInt8], authorization: String? = nil) throws(OpenIDError) {
        let parameters = try FormParameters(reading: body)
        proof = try ClientProof(reading: parameters, authorization: authorization)
        guard let scope = try parameters.text("scope", atMost: RequestedScopes.lengthLimit) else {
            throw OpenIDError(.scopeMissing, "`scope` is missing")
        }
        scopes = try RequestedScopes(scope)
        guard !scopes.isEmpty else { throw OpenIDError(.scopeMissing, "`scope` is empty") }
    }
}

/// What the device shows, and how it asks on (RFC 8628 §3.2).
public struct DeviceAuthorizationAnswer: Hashable, Sendable {
    /// For the device alone.
    public let deviceCode: String
    /// For the person.
    public let userCode: UserCode
    /// Where the person types it.
    public let verificationURI: String
    /// How long both count, in seconds.
    public let expiresIn: Int
    /// How long to wait between questions, in seconds.
    public let interval: Int

    /// An answer with the two codes.
    public init(deviceCode: String, userCode: UserCode, verificationURI: String, expiresIn: Int, interval: Int) {
        self.deviceCode = deviceCode
        self.userCode = userCode
        self.verificationURI = verificationURI
        self.expiresIn = expiresIn
        self.interval = interval
    }

    /// The body of the answer, with a sentence for the person in `message`, as Microsoft's clients print it.
    ///
    /// There is no `verification_uri_complete`: a code that nobody types is one that somebody else can send (RFC 8628
    /// §5.4).
    public var json: JSON {
        let message = "To sign in, open the page \(verificationURI) in a web browser and enter the code \(userCode)."
        return .object([
            JSON.Member("device_code", .string(deviceCode)),
            JSON.Member("user_code", .string(userCode.description)),
            JSON.Member("verification_uri", .string(verificationURI)),
            JSON.Member("expires_in", .integer(Int64(expiresIn))),
            JSON.Member("interval", .integer(Int64(interval))),
            JSON.Member("message", .string(message)),
        ])
    }
}
