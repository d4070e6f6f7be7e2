public import GatehouseModel
public import GatehouseWire

/// A discovery script as a device keeps it, with what it reported last.
public struct HeldScript: Hashable, Sendable {
    /// The script with its terms and its signature.
    public var script: DiscoveryScript
    /// PEM of the certificate of the key that signed it, then its issuer.
    public var signer: String
    /// When it came: its signer's certificate lives for a day only.
    public var receivedAt: Instant
    /// Why it is not run; `nil` for one whose signature fits.
    public var refusal: String?
    /// When it was begun last.
    public var lastRun: Instant?
    /// What it reported last, also where that is a failure.
    public var facts: [Fact]

    /// A script that came now and has not run.
    public init(
        _ script: DiscoveryScript, signer: String, receivedAt: Instant, refusal: String? = nil,
        lastRun: Instant? = nil, facts: [Fact] = []
    ) {
        self.script = script
        self.signer = signer
        self.receivedAt = receivedAt
        self.refusal = refusal
        self.lastRun = lastRun
        self.facts = facts
    }
}

/// What a device remembers of its discovery scripts beyond its own end: without it, a restart would take their facts away.
public struct DiscoveryRecord: Hashable, Sendable {
    /// What the server said stands for the scripts; `nil` for none.
    public var stand: String?
    /// In the order of names.
    public var scripts: [HeldScript]

    /// A record; empty unless scripts are given.
    public init(stand: String? = nil, scripts: [HeldScript] = []) {
        self.stand = stand
        self.scripts = scripts
    }
}

extension DiscoveryRecord {
    /// Reads what ``json`` writes; `nil` for anything else, and then the scripts are fetched anew.
    public init?(json: JSON) {
        guard case .array(let values)? = json["scripts"] else { return nil }
        var scripts = [HeldScript]()
        for value in values {
            guard let held = HeldScript(json: value) else { return nil }
            scripts.append(held)
        }
        var stand: String?
        if case .string(let text)? = json["stand"] { stand = text }
        self.init(stand: stand, scripts: scripts)
    }

    /// What ``init(json:)`` reads.
    public var json: JSON {
        var members = [JSON.Member("scripts", .array(scripts.map(\.json)))]
        if let stand { members.append(JSON.Member("stand", .string(stand))) }
        return .object(members)
    }
}

extension HeldScript {
    fileprivate init?(json: JSON) {
        guard let inner = json["script"], let script = try? DiscoveryScript(json: inner),
            case .string(let signer)? = json["signer"], case .string(let received)? = json["receivedAt"],
            let receivedAt = Instant(received), case .array(let values)? = json["facts"]
        else { return nil }
        self.init(script, signer: signer, receivedAt: receivedAt)
        if case .string(let text)? = json["refusal"] { refusal = text }
        if case .string(let text)? = json["lastRun"] { lastRun = Instant(text) }
        facts = values.compactMap { try? Fact(json: $0) }.filter { script.terms.keys.contains($0.key) }
    }

    fileprivate var json: JSON {
        var members = [
            JSON.Member("script", script.json), JSON.Member("signer", .string(signer)),
            JSON.Member("receivedAt", .string(receivedAt.description)), JSON.Member("facts", .array(facts.map(\.json))),
        ]
        if let refusal { members.append(JSON.Member("refusal", .string(refusal))) }
        if let lastRun { members.append(JSON.Member("lastRun", .string(lastRun.description))) }
        return .object(members)
    }
}
