import GatehouseModel

extension CheckInRequest: WireMessage {
    /// The most facts, changed or removed, of one check-in: several times what the catalogue has.
    public static let mostFacts = 2048

    /// Reads a check-in; a fact that cannot be read goes to ``malformed`` and costs no other.
    ///
    /// Refuses one with more than ``mostFacts`` facts as a whole.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            requestID: try members.identifier("requestID"), sequence: try members.integer("sequence"),
            hardware: try members.text("hardware"), base: try members.text("base"), state: try members.text("state"),
            clock: try members.instant("clock"), changed: [],
            removed: try members.list("removed") { (json) throws(WireError) in try FactKey(json: json) },
            quote: try members.optionalMessage("quote"))
        try readFacts(members.array("changed"))
    }

    private mutating func readFacts(_ elements: [JSON]) throws(WireError) {
        guard max(elements.count, removed.count) <= Self.mostFacts else {
            throw WireError(.tooLarge, at: "changed", "more than \(Self.mostFacts) facts")
        }
        changed.reserveCapacity(elements.count)
        var seen = Set<FactKey>(minimumCapacity: elements.count)
        for (index, element) in elements.enumerated() {
            do throws(WireError) {
                let fact = try Fact(json: element)
                guard seen.insert(fact.key).inserted else {
                    throw WireError(.duplicateName, at: "key", "`\(fact.key)` is given twice")
                }
                changed.append(fact)
            } catch {
                let error = error.within("changed[\(index)]")
                let key = if case .string(let key) = element["key"] { String(key.prefix(128)) } else { error.location }
                malformed.append(.init(key: key, reason: "\(error.message) (\(error.location))"))
            }
        }
    }

    /// The request without empty lists and without ``malformed``.
    public var json: JSON {
        .object([
            "requestID": .identifier(requestID), "sequence": .integer(sequence), "hardware": .string(hardware),
            "base": .string(base), "state": .string(state), "clock": .instant(clock),
            "changed": changed.isEmpty ? nil : .array(changed.map(\.json)),
            "removed": removed.isEmpty ? nil : .array(removed.map { .string($0.rawValue) }), "quote": quote?.json,
        ])
    }
}

extension CheckInResponse: WireMessage {
    /// Reads an answer; without `rejected` everything was taken.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(
            state: try members.text("state"), desired: try members.text("desired"),
            scripts: try members.optionalText("scripts"),
            rejected: try members.list("rejected") { (json) throws(WireError) in try RejectedFact(json: json) },
            challenge: try members.optionalMessage("challenge"),
            quoteRefusal: try members.optionalText("quoteRefusal"),
            ownership: try members.ownership(),
            givesBrowserCertificates: try members.optionalBoolean("browserCertificates") ?? false)
    }

    /// The answer, without `rejected` when everything was taken.
    public var json: JSON {
        .object([
            "state": .string(state), "desired": .string(desired), "scripts": scripts.map { .string($0) },
            "rejected": rejected.isEmpty ? nil : .array(rejected.map(\.json)), "challenge": challenge?.json,
            "quoteRefusal": quoteRefusal.map { .string($0) },
            "ownership": ownership.map { .string($0.rawValue) },
            "browserCertificates": givesBrowserCertificates ? .boolean(true) : nil,
        ])
    }
}

extension MemberReader {
    /// Who owns the device; a word that is not known is as none, so that less is reported and not more.
    func ownership() throws(WireError) -> Ownership? {
        try optionalText("ownership").flatMap(Ownership.init(rawValue:))
    }
}

extension CheckInResponse.RejectedFact: WireMessage {
    /// Reads `{"key", "reason"}`, both required.
    public init(json: JSON) throws(WireError) {
        let members = try MemberReader(json)
        self.init(key: try members.text("key"), reason: try members.text("reason"))
    }

    /// Both members, always.
    public var json: JSON { .object(["key": .string(key), "reason": .string(reason)]) }
}

extension FactKey {
    fileprivate init(json: JSON) throws(WireError) {
        guard case .string(let key) = json else { throw WireError(.wrongType, at: "", "text was expected") }
        self.init(key)
    }
}
