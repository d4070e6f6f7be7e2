public import GatehouseModel

/// Asks for the certificate of an account's browser.
public struct BrowserCertificateRequest: Hashable, Sendable {
    /// Repeating a request under the same id is safe: it gets the same certificate.
    public var requestID: RequestID
    /// The account's name on the device.
    public var account: String
    /// The account's number on the device.
    public var accountNumber: UInt32
    /// PKCS#10 in DER for a key of the browser's own store, with the subject `CN=gatehouse-browser` or none.
    public var certificateRequest: [UInt8]

    /// A request as it is sent.
    public init(requestID: RequestID, account: String, accountNumber: UInt32, certificateRequest: [UInt8]) {
        self.requestID = requestID
        self.account = account
        self.accountNumber = accountNumber
        self.certificateRequest = certificateRequest
    }
}

/// The certificate; it is good for the browser's own key alone.
public struct BrowserCertificateResponse: Hashable, Sendable {
    /// PEM, leaf first, then the issuing intermediate.
    public var certificateChain: String
    /// When it ends.
    public var notAfter: Instant

    /// A certificate that was issued.
    public init(certificateChain: String, notAfter: Instant) {
        self.certificateChain = certificateChain
        self.notAfter = notAfter
    }
}
