public import GatehouseModel
import GatehouseWire

/// Keeps the discovery scripts of this device true to what the server says, and says when each is to run.
///
/// Scripts run one after the other. What a script reported stays until it reports anew or goes.
public struct DiscoveryMachine: Sendable {
    /// What the machine is told.
    public enum Event: Sendable {
        /// What was kept, checked again.
        case start(DiscoveryRecord)
        /// What stands for the scripts, as the last check-in was answered.
        case announced(String?)
        /// The scripts as they came, each checked.
        case fetched(DiscoveryRecord)
        case fetchFailed
        /// A script has ended, with a fact for each of its settings.
        case ran(DiscoveryTerms, [Fact])
        /// Every script is to run, whenever it ran last.
        case runAll
        case timerFired
    }

    /// What the driver must do, in the order given.
    public enum Action: Hashable, Sendable {
        case fetch
        case run(HeldScript)
        /// New facts, beside those that stay.
        case report([Fact])
        /// Facts are gone: only a complete collection can say so.
        case collectEverything
        case save(DiscoveryRecord)
        /// Replaces an earlier wake.
        case wake(after: Duration)
        /// Nothing is due any more.
        case settled
    }

    private var record = DiscoveryRecord()
    private var isFetching = false
    private var running: DiscoveryTerms?
    private var forced: Set<String> = []

    /// A machine that holds nothing yet.
    public init() {}

    /// Never what a server says.
    private static let outdated = ""
    private var isOutdated: Bool { record.stand == Self.outdated }

    /// What the scripts reported last; part of every complete collection.
    public var facts: [Fact] { record.scripts.flatMap(\.facts) }

    /// Whether there is anything to run at all.
    public var isIdle: Bool { record.scripts.isEmpty }

    /// Takes one event and answers what is to be done.
    public mutating func event(_ event: Event, at now: Instant) -> [Action] {
        switch event {
        case .start(let kept):
            record = kept
            // The device was issued a certificate by another key since: the server signs for whom this device believes
            // now, and what they reported holds until they are fetched.
            if kept.scripts.contains(where: { $0.refusal != nil }) { record.stand = Self.outdated }
            return noteRefusals(at: now) + advance(now)
        case .announced(let stand):
            guard stand != record.stand else { return [] }
            guard stand != nil else { return replace(by: DiscoveryRecord(), at: now) }
            guard !isFetching else { return [] }
            isFetching = true
            return [.fetch]
        case .fetched(let fetched):
            isFetching = false
            return replace(by: fetched, at: now)
        case .fetchFailed:
            isFetching = false
            return []
        case .ran(let terms, let facts): return ran(terms, facts, at: now)
        case .runAll:
            forced = Set(record.scripts.map(\.script.terms.name))
            return advance(now)
        case .timerFired: return advance(now)
        }
    }

    private mutating func replace(by fetched: DiscoveryRecord, at now: Instant) -> [Action] {
        let before = Set(facts.map(\.key))
        var known = [String: HeldScript]()
        for var held in record.scripts {
            if isOutdated { held.refusal = nil }
            known[held.script.terms.name] = held
        }
        record = DiscoveryRecord(
            stand: fetched.stand, scripts: fetched.scripts.map { $0.continuing(known[$0.script.terms.name]) })
        let refused = noteRefusals(at: now)
        let isLess = !before.isSubset(of: facts.map(\.key))
        return [.save(record)] + (isLess ? [.collectEverything] : []) + refused + advance(now)
    }

    /// What is not run reports so: an administrator sees the reason at the requirement.
    private mutating func noteRefusals(at now: Instant) -> [Action] {
        var reported = [Fact]()
        for index in record.scripts.indices {
            let held = record.scripts[index]
            let isOver = now >= held.script.expiresAt
            let refusal = isOutdated ? nil : held.refusal
            guard let reason = refusal ?? (isOver ? "its approval ended at \(held.script.expiresAt)" : nil),
                held.script.terms.isWellFormed
            else { continue }
            let facts = DiscoveryOutput.failed("the script is not run: \(reason)")
                .facts(by: held.script.terms, assurance: .selfReported, at: now)
            guard facts.map(\.state) != held.facts.map(\.state) else { continue }
            record.scripts[index].facts = facts
            reported += facts
        }
        return reported.isEmpty ? [] : [.report(reported)]
    }

    private mutating func ran(_ terms: DiscoveryTerms, _ facts: [Fact], at now: Instant) -> [Action] {
        running = nil
        // It may have been changed or withdrawn while it ran.
        guard let index = record.scripts.firstIndex(where: { $0.script.terms == terms }) else { return advance(now) }
        record.scripts[index].facts = facts
        return [.save(record), .report(facts)] + advance(now)
    }

    private mutating func advance(_ now: Instant) -> [Action] {
        guard running == nil else { return [] }
        let refused = noteRefusals(at: now)
        let runnable = record.scripts.indices.filter { record.scripts[$0].mayRun(at: now) }
        forced.formIntersection(runnable.map { record.scripts[$0].script.terms.name })
        let due = runnable.first { index in
            let held = record.scripts[index]
            return forced.contains(held.script.terms.name) || held.nextRun(after: now) <= now
        }
        if let due {
            record.scripts[due].lastRun = now
            let held = record.scripts[due]
            forced.remove(held.script.terms.name)
            running = held.script.terms
            return refused + [.run(held)]
        }
        let next = runnable.map { record.scripts[$0].nextRun(after: now) }.min()
        return refused + (next.map { [.wake(after: $0 - now)] } ?? []) + [.settled]
    }
}

extension HeldScript {
    /// With what is known of the version that is replaced, as far as it still holds.
    fileprivate func continuing(_ known: HeldScript?) -> HeldScript {
        guard let known, refusal == nil, known.refusal == nil else { return self }
        var held = self
        let settings = Set(script.terms.settings)
        let keys = Set(
            known.script.terms.settings.filter(settings.contains).map {
                FactKey(script: script.terms.name, setting: $0.name)
            })
        held.facts = known.facts.filter { keys.contains($0.key) }
        if known.script.terms == script.terms { held.lastRun = known.lastRun }
        return held
    }

    fileprivate func mayRun(at now: Instant) -> Bool { refusal == nil && now < script.expiresAt }

    /// At once where it never ran; a clock that was turned back does not hold it up.
    fileprivate func nextRun(after now: Instant) -> Instant {
        guard let lastRun, lastRun <= now else { return now }
        return lastRun + script.terms.interval
    }
}
