import GatehouseModel

extension EnrolmentChallengeRequest: WireMessage {
    /// Reads a request; refuses what is not canonical base64.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            protocolVersion: Int(clamping: try members.integer("protocolVersion")),
            endorsementCertificates: try members.list("endorsementCertificates", Base64.decode(json:)),
            endorsementKey: try members.base64("endorsementKey"), attestationKey: try members.base64("attestationKey"))
    }

    /// All members, bytes in base64.
    public var json: JSON {
        .object([
            "protocolVersion": .integer(Int64(protocolVersion)),
            "endorsementCertificates": .array(endorsementCertificates.map { .string(Base64.encode($0)) }),
            "endorsementKey": .string(Base64.encode(endorsementKey)),
            "attestationKey": .string(Base64.encode(attestationKey)),
        ])
    }
}

extension EnrolmentChallengeResponse: WireMessage {
    /// Reads a challenge; whether the TPM can open it is not looked at here.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            identityObject: try members.base64("identityObject"), encryptedSeed: try members.base64("encryptedSeed"),
            challenge: try members.message("challenge"))
    }

    /// All members, bytes in base64.
    public var json: JSON {
        .object([
            "identityObject": .string(Base64.encode(identityObject)),
            "encryptedSeed": .string(Base64.encode(encryptedSeed)), "challenge": challenge.json,
        ])
    }
}

extension QuoteChallengeMessage: WireMessage {
    /// Reads a question; without `wantsEventLog` the log is not wanted.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            id: try members.identifier("id"), nonce: try members.base64("nonce"),
            selection: try members.list("selection", RegisterBank.init(json:)),
            wantsEventLog: members.present("wantsEventLog") == .boolean(true),
            expiresAt: try members.instant("expiresAt"))
    }

    /// All members; `wantsEventLog` only when it is true.
    public var json: JSON {
        .object([
            "id": .identifier(id), "nonce": .string(Base64.encode(nonce)), "selection": .array(selection.map(\.json)),
            "wantsEventLog": wantsEventLog ? .boolean(true) : nil, "expiresAt": .instant(expiresAt),
        ])
    }
}

extension QuoteChallengeMessage.RegisterBank: WireMessage {
    /// Reads `{"bank", "registers"}`.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            bank: try members.text("bank"),
            registers: try members.list("registers") { (json) throws(WireError) in
                guard case .integer(let register) = json else {
                    throw WireError(.wrongType, at: "", "a whole number was expected")
                }
                return register
            })
    }

    /// Both members.
    public var json: JSON {
        .object(["bank": .string(bank), "registers": .array(registers.map { .integer($0) })])
    }
}

extension RegisterValue: WireMessage {
    /// Reads `{"bank", "register", "value"}`.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            bank: try members.text("bank"), register: try members.integer("register"),
            value: try members.base64("value"))
    }

    /// All members, the value in base64.
    public var json: JSON {
        .object([
            "bank": .string(bank), "register": .integer(register), "value": .string(Base64.encode(value)),
        ])
    }
}

extension SignedStatement: WireMessage {
    /// Reads a statement; the signature is not checked here.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(attested: try members.base64("attested"), signature: try members.base64("signature"))
    }

    /// Both members in base64.
    public var json: JSON {
        .object([
            "attested": .string(Base64.encode(attested)), "signature": .string(Base64.encode(signature)),
        ])
    }
}

extension QuoteMessage: WireMessage {
    /// Reads a quote; the signature is not checked here.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            statement: try members.message("statement"),
            registers: try members.list("registers", RegisterValue.init(json:)),
            eventLog: members.present("eventLog") == nil ? nil : try members.base64("eventLog"))
    }

    /// All members; without a log there is no `eventLog`.
    public var json: JSON {
        .object([
            "statement": statement.json, "registers": .array(registers.map(\.json)),
            "eventLog": eventLog.map { .string(Base64.encode($0)) },
        ])
    }
}

extension KeyCertificationMessage: WireMessage {
    /// Reads a certification; the signature is not checked here.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            challenge: try members.identifier("challenge"), publicArea: try members.base64("publicArea"),
            statement: try members.message("statement"))
    }

    /// All members.
    public var json: JSON {
        .object([
            "challenge": .identifier(challenge), "publicArea": .string(Base64.encode(publicArea)),
            "statement": statement.json,
        ])
    }
}

extension EnrolmentAttestation: WireMessage {
    /// Reads an answer to a challenge; nothing in it is checked here.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            secret: try members.base64("secret"), certification: try members.message("certification"),
            quote: try members.message("quote"))
    }

    /// All members.
    public var json: JSON {
        .object([
            "secret": .string(Base64.encode(secret)), "certification": certification.json, "quote": quote.json,
        ])
    }
}

extension QuoteAnswer: WireMessage {
    /// Reads an answer; the quote is not checked here.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(challenge: try members.identifier("challenge"), quote: try members.message("quote"))
    }

    /// Both members.
    public var json: JSON { .object(["challenge": .identifier(challenge), "quote": quote.json]) }
}

extension Base64 {
    fileprivate static func decode(json: JSON) throws(WireError) -> [UInt8] {
        guard case .string(let text) = json, let bytes = decode(text) else {
            throw WireError(.unknownValue, at: "", "base64 was expected")
        }
        return bytes
    }
}
