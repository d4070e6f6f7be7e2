public import GatehouseModel

extension DiscoveryTerms: WireMessage {
    /// Reads terms; refuses types that it does not know, and checks nothing else.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            name: try members.text("name"), digest: try members.text("digest"),
            platform: try members.choice("platform"), account: try members.optionalText("account") ?? "",
            timeLimit: .milliseconds(try members.integer("timeLimit")),
            interval: .milliseconds(try members.integer("interval")),
            runsOnPersonalDevices: members.present("personalDevices") == .boolean(true),
            settings: try members.list("settings") { (json) throws(WireError) in try CustomSetting(json: json) })
    }

    /// All members but those with their usual value; times in milliseconds.
    public var json: JSON {
        .object([
            "name": .string(name), "digest": .string(digest), "platform": .string(platform.rawValue),
            "account": account.isEmpty ? nil : .string(account), "timeLimit": .integer(timeLimit.milliseconds),
            "interval": .integer(interval.milliseconds),
            "personalDevices": runsOnPersonalDevices ? .boolean(true) : nil, "settings": .array(settings.map(\.json)),
        ])
    }
}

extension CustomSetting: WireMessage {
    /// Reads `{"name", "type"}`, both required.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(name: try members.text("name"), type: try members.choice("type"))
    }

    /// Both members.
    public var json: JSON { .object(["name": .string(name), "type": .string(type.rawValue)]) }
}

extension DiscoveryScript: WireMessage {
    /// Reads a script; the signature is not checked here.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        let terms: DiscoveryTerms
        do { terms = try DiscoveryTerms(json: try members.required("terms")) } catch { throw error.within("terms") }
        self.init(
            terms: terms, text: try members.text("text"), approvedAt: try members.instant("approvedAt"),
            expiresAt: try members.instant("expiresAt"), signature: try members.base64("signature"))
    }

    /// All members, the signature in base64.
    public var json: JSON {
        .object([
            "terms": terms.json, "text": .string(text), "approvedAt": .instant(approvedAt),
            "expiresAt": .instant(expiresAt), "signature": .string(Base64.encode(signature)),
        ])
    }
}

extension DiscoveryScripts: WireMessage {
    /// Reads the set; without `scripts` there are none.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            stand: try members.optionalText("stand"),
            scripts: try members.list("scripts") { (json) throws(WireError) in try DiscoveryScript(json: json) },
            signer: try members.optionalText("signer") ?? "")
    }

    /// The set, without what is empty.
    public var json: JSON {
        .object([
            "stand": stand.map { .string($0) }, "scripts": scripts.isEmpty ? nil : .array(scripts.map(\.json)),
            "signer": signer.isEmpty ? nil : .string(signer),
        ])
    }
}
