public import GatehouseKeys
import GatehouseModel
import GatehouseTPM

/// What follows from a quote for the facts of a device.
enum AttestationFacts {
    /// Saves the facts, has the identity believed as far as the TPM, and judges the device by what changed.
    static func save(
        _ facts: [Fact], of device: DeviceID, trust: EndorsementTrust?, _ rules: ComplianceRules,
        in work: any StoreWriting, at now: Instant
    ) throws {
        guard var record = try work.device(device) else { return }
        let assurance = trust?.assurance ?? .agentVerified
        if record.identityAssurance != assurance {
            record.identityAssurance = assurance
            try work.save(record)
        }
        let rules = try rules.current(in: work)
        try work.save(facts, of: device, receivedAt: now)
        let changed = Set(facts.map(\.key))
        if rules.mustJudge(changed) {
            try ComplianceService.judge(record.device, rules, changed: changed, in: work, at: now)
        }
    }

    /// Every attested fact, not to be had.
    static func unavailable(_ reason: String, at now: Instant) -> [Fact] {
        FactCatalogue.attestedKeys.sorted().map { key in
            Fact(
                key: key, state: key == "tpm.attested" ? .known(.boolean(false)) : .unavailable(reason: reason),
                source: source, evidence: reason, observedAt: now, assurance: .agentVerified)
        }
    }

    static let source = "TPM quote"
}

extension DeviceAttestation {
    /// What is known after a quote: all of it when the quote was taken, else nothing.
    ///
    /// A software TPM's facts are worth what the agent's own word is.
    func facts(_ quote: VerifiedQuote?, trust: EndorsementTrust?, at now: Instant) -> [Fact] {
        guard let quote else {
            return AttestationFacts.unavailable("the last quote was refused: \(refusal ?? "")", at: now)
        }
        let trust = trust ?? .software(.untrustedChain)
        let evidence = trust.doubt.map { "\(trust.word): \($0.reason)" } ?? trust.word
        func fact(_ key: FactKey, _ state: FactState, _ words: String? = nil) -> Fact {
            Fact(
                key: key, state: state, source: AttestationFacts.source, evidence: words ?? evidence, observedAt: now,
                assurance: trust.assurance)
        }
        let isHardware = trust.assurance == .attested
        return [
            fact("tpm.attested", .known(.boolean(isHardware))),
            fact("tpm.trust", .known(.text(trust.word))),
            fact(
                "tpm.maker",
                maker.map { .known(.text($0.words)) } ?? .unavailable(reason: "no endorsement certificate names it")),
            fact("tpm.endorsementDigest", .known(.text(endorsementDigest))),
            fact("tpm.firmwareVersion", .known(.text(String(firmwareVersion, radix: 16)))),
            fact("tpm.registers", .known(.list(quote.registerRows)), "reset \(clock.resetCount), \(evidence)"),
            fact("boot.secureBoot", secureBoot, boot.map { "event log \($0.eventLogDigest.prefix(12)), \(evidence)" }),
            fact("boot.eventLogDigest", eventLog),
            fact("identity.keyInTPM", .known(.boolean(true))),
        ]
    }

    private static let noLog = "the device has sent no event log that accounts for its registers"

    private var secureBoot: FactState {
        guard let boot, !boot.isOutOfDate else { return .unavailable(reason: Self.noLog) }
        return boot.secureBootIsOn.map { .known(.boolean($0)) }
            ?? .unavailable(reason: "the firmware did not measure whether Secure Boot is on")
    }

    private var eventLog: FactState {
        guard let boot, !boot.isOutOfDate else { return .unavailable(reason: Self.noLog) }
        return .known(.text(boot.eventLogDigest))
    }
}

extension TPMMaker {
    /// `IFX SLB9670 id:00070055`.
    public var words: String { "\(manufacturer) \(model) \(version)" }
}

extension VerifiedQuote {
    fileprivate var registerRows: [FactValue] {
        registers.sorted { ($0.key.hash.name, $0.key.register) < ($1.key.hash.name, $1.key.register) }.map {
            .record([
                "bank": .text($0.key.hash.name), "register": .integer(Int64($0.key.register)),
                "value": .text(Hex.encode($0.value)),
            ])
        }
    }
}
