public import GatehouseModel

extension ActionAcceptance: WireMessage {
    /// Reads an acceptance; refuses what is no identifier.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(requestID: try members.identifier("requestID"), action: try members.identifier("action"))
    }

    /// Both members.
    public var json: JSON { .object(["requestID": .identifier(requestID), "action": .identifier(action)]) }
}

extension ActionOrder: WireMessage {
    /// Reads an order; what its parameters mean is not looked at here.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        var script: SignedScript?
        if let json = members.present("script") {
            do { script = try SignedScript(json: json) } catch { throw error.within("script") }
        }
        self.init(
            action: try members.identifier("action"), kind: try members.text("kind"),
            expiresAt: try members.instant("expiresAt"), parameters: try members.texts("parameters"), script: script)
    }

    /// All members but those that are empty, the parameters in the order of their names.
    public var json: JSON {
        let sorted = parameters.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) }
        return .object([
            "action": .identifier(action), "kind": .string(kind), "expiresAt": .instant(expiresAt),
            "parameters": sorted.isEmpty ? nil : .object(sorted), "script": script?.json,
        ])
    }
}

extension ActionOrder.SignedScript: WireMessage {
    /// Reads a script; the signature is not checked here.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            text: try members.text("text"), signature: try members.base64("signature"),
            signer: try members.text("signer"))
    }

    /// All members, the signature in base64.
    public var json: JSON {
        .object(["text": .string(text), "signature": .string(Base64.encode(signature)), "signer": .string(signer)])
    }
}

extension ActionArtefact: WireMessage {
    /// Reads a file; refuses content that is not canonical base64.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            requestID: try members.identifier("requestID"), action: try members.identifier("action"),
            name: try members.text("name"), content: try members.base64("content"))
    }

    /// All members, the content in base64.
    public var json: JSON {
        .object([
            "requestID": .identifier(requestID), "action": .identifier(action), "name": .string(name),
            "content": .string(Base64.encode(content)),
        ])
    }
}

extension ActionReport: WireMessage {
    /// Reads a report; refuses an unknown state.
    ///
    /// `percent` and `result` came with version 2.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        var result: ActionResult?
        if let json = members.present("result") {
            do { result = try ActionResult(json: json) } catch { throw error.within("result") }
        }
        self.init(
            requestID: try members.identifier("requestID"), action: try members.identifier("action"),
            state: try members.choice("state"), detail: try members.text("detail"),
            percent: try members.optionalInteger("percent"), result: result)
    }

    /// All members that have a value, also an empty `detail`.
    public var json: JSON {
        .object([
            "requestID": .identifier(requestID), "action": .identifier(action), "state": .string(state.rawValue),
            "detail": .string(detail), "percent": percent.map { .integer($0) }, "result": result?.json,
        ])
    }
}

extension ActionResult: WireMessage {
    /// Reads a result; output beyond the limit is cut.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            exitCode: try members.optionalInteger("exitCode"), output: try members.optionalText("output") ?? "",
            isTruncated: members.present("truncated") == .boolean(true))
    }

    /// The members that have something to say.
    public var json: JSON {
        .object([
            "exitCode": exitCode.map { .integer($0) }, "output": output.isEmpty ? nil : .string(output),
            "truncated": isTruncated ? .boolean(true) : nil,
        ])
    }
}
