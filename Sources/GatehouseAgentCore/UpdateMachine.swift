public import GatehouseKeys
public import GatehouseModel
public import GatehouseWire

/// Takes a newer release of this agent: only one that a trusted key signed, and only the bytes that it names.
public struct UpdateMachine: Sendable {
    /// What the machine is told.
    public enum Event: Sendable {
        case start
        case timerFired
        /// The server's answer; `nil` when there is nothing for this device.
        case offered(SignedRelease?)
        /// So many bytes more were stored.
        case stored(bytes: Int)
        /// The SHA-256 of all that was stored, in lower-case hexadecimal.
        case digested(String)
        case activated
        case failed(RequestFailure)
        /// The disk did not do its part.
        case notStored(String)
    }

    /// What the driver must do, in the order given.
    public enum Action: Hashable, Sendable {
        case ask(version: SemanticVersion, architecture: String)
        /// Store nothing yet, in place of whatever was stored before.
        case begin
        /// Ask for a piece and store it; answered by ``Event/stored(bytes:)``.
        case fetch(SemanticVersion, architecture: String, offset: Int64)
        case digest
        /// Forget what was stored.
        case discard
        /// Make durable before anything else is done.
        case save(UpdateRecord)
        /// Put what was stored beside the other versions, and point the link at it.
        case activate(SemanticVersion)
        case restart
        case wake(after: Duration)
        case log(String)
    }

    /// Why a release is not taken.
    public enum Refusal: Error, Hashable, Sendable {
        case badSignature
        case unreadable
        case otherProduct(String)
        case notNewer(SemanticVersion)
        case failedBefore(SemanticVersion, reason: String)
        case foreignArchitecture
        case tooLarge(Int64)
        case wrongSize
        case wrongDigest
    }

    /// A larger program is refused.
    public static let largest: Int64 = 256 << 20
    private static let interval = Duration.seconds(6 * 3600)
    private static let firstWindow = Duration.seconds(30)

    private enum Step {
        case idle
        case asking
        case fetching(SemanticVersion, ReleaseManifest.Artefact, offset: Int64)
        case digesting(SemanticVersion, ReleaseManifest.Artefact)
        case activating(SemanticVersion)
        case ended
    }

    private let own: SemanticVersion
    private let installed: SemanticVersion?
    private let architecture: String
    private let keys: [ReleaseKey]
    private var record: UpdateRecord
    private var step = Step.idle
    private var backoff = Backoff()

    /// - Parameters:
    ///   - installed: the version that the link points to, if there is one: what a failed trial goes back to.
    ///   - keys: whose releases are believed; without any, nothing is ever asked for.
    public init(
        own: SemanticVersion, installed: SemanticVersion?, architecture: String, keys: [ReleaseKey],
        record: UpdateRecord
    ) {
        self.own = own
        self.installed = installed
        self.architecture = architecture
        self.keys = keys
        self.record = record
    }

    /// Takes one event and answers what is to be done; an event that does not fit the step changes nothing.
    public mutating func event(_ event: Event, at moment: Moment) -> [Action] {
        switch (event, step) {
        case (.start, .idle):
            return keys.isEmpty ? [] : [.wake(after: max(Self.firstWindow * moment.random, .milliseconds(100)))]
        case (.timerFired, .idle):
            step = .asking
            return [.ask(version: own, architecture: architecture)]
        case (.timerFired, .fetching(let version, _, let offset)):
            return [.fetch(version, architecture: architecture, offset: offset)]
        case (.offered(let release), .asking): return offered(release, moment)
        case (.stored(let bytes), .fetching(let version, let artefact, let offset)):
            return stored(bytes, version, artefact, offset, moment)
        case (.digested(let digest), .digesting(let version, let artefact)):
            guard digest == artefact.sha256 else { return refuse(.wrongDigest, moment) }
            step = .activating(version)
            record.trial = .init(version: version, previous: installed)
            // In this order: a version whose trial was forgotten would be taken for one that has proved itself.
            return [.save(record), .activate(version)]
        case (.activated, .activating(let version)):
            step = .ended
            return [.log("version \(version) is installed, and on trial from the next start"), .restart]
        case (.notStored(let reason), .fetching), (.notStored(let reason), .digesting),
            (.notStored(let reason), .activating):
            return giveUp("the update cannot be stored: \(reason)", moment)
        case (.failed(let failure), _): return failed(failure, moment)
        default: return []
        }
    }
}

extension UpdateMachine {
    private mutating func offered(_ release: SignedRelease?, _ moment: Moment) -> [Action] {
        backoff.reset()
        guard let release else { return rest(moment) }
        switch Result(catching: { () throws(Refusal) in try judge(release, at: moment.now) }) {
        case .failure(let refusal): return refuse(refusal, moment)
        case .success(let (version, artefact)):
            step = .fetching(version, artefact, offset: 0)
            return [
                .log("version \(version) is offered, \(artefact.size >> 10) KiB"), .begin,
                .fetch(version, architecture: architecture, offset: 0),
            ]
        }
    }

    /// Nothing of the manifest is looked at before a trusted key has answered for it.
    private func judge(
        _ release: SignedRelease, at now: Instant
    ) throws(Refusal) -> (SemanticVersion, ReleaseManifest.Artefact) {
        guard keys.contains(where: { $0.signed(release.manifest, release.signature) }) else { throw .badSignature }
        guard let manifest = try? ReleaseManifest(bytes: release.manifest) else { throw .unreadable }
        guard manifest.product == ReleaseManifest.agent else { throw .otherProduct(manifest.product) }
        guard manifest.version > own, manifest.version > installed ?? own else { throw .notNewer(manifest.version) }
        if let failure = record.failure, failure.version == manifest.version, !failure.allowsRetry(at: now) {
            throw .failedBefore(failure.version, reason: failure.reason)
        }
        guard let artefact = manifest.artefact(for: architecture) else { throw .foreignArchitecture }
        guard artefact.size <= Self.largest else { throw .tooLarge(artefact.size) }
        return (manifest.version, artefact)
    }

    private mutating func stored(
        _ bytes: Int, _ version: SemanticVersion, _ artefact: ReleaseManifest.Artefact, _ offset: Int64,
        _ moment: Moment
    ) -> [Action] {
        backoff.reset()
        let reached = offset + Int64(bytes)
        guard bytes > 0, reached <= artefact.size else { return refuse(.wrongSize, moment) }
        guard reached == artefact.size else {
            step = .fetching(version, artefact, offset: reached)
            return [.fetch(version, architecture: architecture, offset: reached)]
        }
        step = .digesting(version, artefact)
        return [.digest]
    }

    private mutating func refuse(_ refusal: Refusal, _ moment: Moment) -> [Action] {
        giveUp("the offered update is not taken: \(refusal)", moment)
    }

    private mutating func giveUp(_ why: String, _ moment: Moment) -> [Action] {
        [.log(why), .discard] + rest(moment)
    }

    private mutating func rest(_ moment: Moment) -> [Action] {
        step = .idle
        // Somewhat spread, so that a fleet that was started together does not ask together for ever.
        return [.wake(after: Self.interval * (0.9 + 0.2 * moment.random))]
    }

    private mutating func failed(_ failure: RequestFailure, _ moment: Moment) -> [Action] {
        switch (failure, step) {
        // The other machines end the agent.
        case (.identityRefused, _): return []
        case (.refused, .asking), (.refused, .fetching): return giveUp("\(failure)", moment)
        case (_, .asking):
            step = .idle
            return [.wake(after: backoff.next(random: moment.random, asked: failure.askedWait))]
        case (_, .fetching): return [.wake(after: backoff.next(random: moment.random, asked: failure.askedWait))]
        default: return []
        }
    }
}

extension UpdateMachine.Refusal: CustomStringConvertible {
    /// In words, for the log.
    public var description: String {
        switch self {
        case .badSignature: "no trusted key has signed it"
        case .unreadable: "its manifest cannot be read"
        case .otherProduct(let product): "it is a release of `\(product)`"
        case .notNewer(let version): "version \(version) is not newer than this one"
        case .failedBefore(let version, let reason): "version \(version) has failed here: \(reason)"
        case .foreignArchitecture: "it has no program for this architecture"
        case .tooLarge(let size): "\(size) bytes are too many"
        case .wrongSize: "the program has not the size that was signed"
        case .wrongDigest: "the program is not the one that was signed"
        }
    }
}
