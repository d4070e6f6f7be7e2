import GatehouseModel

extension HardwareIdentity: WireMessage {
    /// Reads four texts, all required; which of them may be empty is the server's to say.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            digest: try members.text("digest"), manufacturer: try members.text("manufacturer"),
            model: try members.text("model"), serialNumber: try members.text("serialNumber"))
    }

    /// All members, also empty ones.
    public var json: JSON {
        .object([
            "digest": .string(digest), "manufacturer": .string(manufacturer), "model": .string(model),
            "serialNumber": .string(serialNumber),
        ])
    }
}

extension EnrolmentRequest: WireMessage {
    /// Reads a request; refuses an unknown platform and a certificate request that is not canonical base64.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        let hardware = try members.required("hardware")
        let identity: HardwareIdentity
        do { identity = try HardwareIdentity(json: hardware) } catch { throw error.within("hardware") }
        self.init(
            protocolVersion: Int(clamping: try members.integer("protocolVersion")),
            requestID: try members.identifier("requestID"), code: try members.text("code"),
            certificateRequest: try members.base64("certificateRequest"), hardware: identity,
            deviceName: try members.text("deviceName"), platform: try members.choice("platform"),
            operatingSystem: try members.text("operatingSystem"),
            operatingSystemVersion: try members.text("operatingSystemVersion"),
            attestation: try members.optionalMessage("attestation"),
            tenant: try members.optionalIdentifier("tenant"))
    }

    /// All members that there are, the certificate request in base64.
    public var json: JSON {
        .object([
            "protocolVersion": .integer(Int64(protocolVersion)), "requestID": .identifier(requestID),
            "code": .string(code), "certificateRequest": .string(Base64.encode(certificateRequest)),
            "hardware": hardware.json, "deviceName": .string(deviceName), "platform": .string(platform.rawValue),
            "operatingSystem": .string(operatingSystem), "operatingSystemVersion": .string(operatingSystemVersion),
            "attestation": attestation?.json, "tenant": tenant.map { .identifier($0) },
        ])
    }
}

extension EnrolmentResponse: WireMessage {
    /// Reads an answer; the certificates themselves are not looked at here.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            tenant: try members.identifier("tenant"), device: try members.identifier("device"),
            certificateChain: try members.text("certificateChain"), notAfter: try members.instant("notAfter"),
            deviceChannel: try members.text("deviceChannel"), trustRoots: try members.text("trustRoots"),
            attestationNote: try members.optionalText("attestationNote"),
            deviceName: try members.optionalText("deviceName") ?? "",
            ownership: try members.ownership())
    }

    /// All members that there are, the time as RFC 3339.
    public var json: JSON {
        .object([
            "tenant": .identifier(tenant), "device": .identifier(device),
            "certificateChain": .string(certificateChain), "notAfter": .instant(notAfter),
            "deviceChannel": .string(deviceChannel), "trustRoots": .string(trustRoots),
            "attestationNote": attestationNote.map { .string($0) },
            "deviceName": .string(deviceName), "ownership": ownership.map { .string($0.rawValue) },
        ])
    }
}

extension EnrolmentPending: WireMessage {
    /// Reads a wait; one shorter than a second or longer than an hour is taken for the nearest of the two.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        let seconds = min(max(try members.integer("retryAfter"), 1), 3600)
        self.init(
            id: try members.identifier("id"), detail: try members.text("detail"), retryAfter: .seconds(seconds),
            expiresAt: try members.instant("expiresAt"))
    }

    /// All members, the wait in whole seconds.
    public var json: JSON {
        .object([
            "id": .identifier(id), "detail": .string(detail),
            "retryAfter": .integer(retryAfter.components.seconds), "expiresAt": .instant(expiresAt),
        ])
    }
}

extension RenewalRequest: WireMessage {
    /// Reads a request; refuses a certificate request that is not canonical base64.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            requestID: try members.identifier("requestID"),
            certificateRequest: try members.base64("certificateRequest"),
            certification: try members.optionalMessage("certification"))
    }

    /// All members that there are, the certificate request in base64.
    public var json: JSON {
        .object([
            "requestID": .identifier(requestID), "certificateRequest": .string(Base64.encode(certificateRequest)),
            "certification": certification?.json,
        ])
    }
}

extension RenewalResponse: WireMessage {
    /// Reads an answer; the certificates themselves are not looked at here.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            certificateChain: try members.text("certificateChain"), notAfter: try members.instant("notAfter"),
            trustRoots: try members.optionalText("trustRoots"))
    }

    /// All members that there are, the time as RFC 3339.
    public var json: JSON {
        .object([
            "certificateChain": .string(certificateChain), "notAfter": .instant(notAfter),
            "trustRoots": trustRoots.map { .string($0) },
        ])
    }
}

extension TokenResponse: WireMessage {
    /// Reads a token; whether it is still good is not looked at here.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(token: try members.text("token"), expiresAt: try members.instant("expiresAt"))
    }

    /// Both members, the time as RFC 3339.
    public var json: JSON { .object(["token": .string(token), "expiresAt": .instant(expiresAt)]) }
}
