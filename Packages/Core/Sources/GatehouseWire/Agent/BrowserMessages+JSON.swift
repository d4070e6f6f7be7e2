import GatehouseModel

extension BrowserCertificateRequest: WireMessage {
    /// Reads a request; refuses a number that no account has.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        guard let number = UInt32(exactly: try members.integer("accountNumber")) else {
            throw WireError(.unknownValue, at: "accountNumber", "not the number of an account")
        }
        self.init(
            requestID: try members.identifier("requestID"), account: try members.text("account"),
            accountNumber: number, certificateRequest: try members.base64("certificateRequest"))
    }

    /// All members, the certificate request in base64.
    public var json: JSON {
        .object([
            "requestID": .identifier(requestID), "account": .string(account),
            "accountNumber": .integer(Int64(accountNumber)),
            "certificateRequest": .string(Base64.encode(certificateRequest)),
        ])
    }
}

extension BrowserCertificateResponse: WireMessage {
    /// Reads an answer; both members are required.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(certificateChain: try members.text("certificateChain"), notAfter: try members.instant("notAfter"))
    }

    /// Both members, always.
    public var json: JSON {
        .object(["certificateChain": .string(certificateChain), "notAfter": .instant(notAfter)])
    }
}
