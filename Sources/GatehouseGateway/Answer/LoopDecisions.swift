import GatehouseModel
import GatehouseService
import NIOCore

/// The decisions of one event loop: asks the decision point once, then answers from its cache.
///
/// Confined to its event loop; nothing in it waits or locks.
final class LoopDecisions {
    /// What a decision request comes to.
    enum Result {
        case answer(PreparedAnswer)
        /// The trusted headers contradict one another.
        case contradictory
    }

    let decisionPoint: any DecisionPoint
    private let eventLoop: any EventLoop
    private let clock: @Sendable () -> Instant
    private var cache: DecisionCache
    /// The key of the request in hand; kept so that its storage is allocated once.
    private var key: [UInt8] = []
    /// Entries with repeats that were not counted yet.
    private var uncounted: [DecisionCache.Entry] = []
    private var countingIsDue = false

    init(
        decisionPoint: any DecisionPoint, eventLoop: any EventLoop, cacheCapacity: Int,
        clock: @escaping @Sendable () -> Instant
    ) {
        self.decisionPoint = decisionPoint
        self.eventLoop = eventLoop
        self.clock = clock
        cache = DecisionCache(capacity: cacheCapacity)
        key.reserveCapacity(RequestHead.maximumLength)
        uncounted.reserveCapacity(1024)
    }

    /// Answers a request for `application`.
    ///
    /// The generation is read first: an answer that was computed while it changed is kept under the old one and
    /// never given again.
    func decide(
        _ head: RequestHead, application: RequestHead.Slice, _ bytes: Span<UInt8>, from point: ListeningPoint
    ) -> Result {
        guard let generation = decisionPoint.generation(for: point.name.tenant) else { return .answer(Self.stale) }
        let now = clock()
        gatherKey(head, application: application, bytes, from: point)
        let hash = key.withUnsafeBytes { bytes in
            var hasher = Hasher()
            hasher.combine(bytes: bytes)
            return hasher.finalize()
        }
        if let entry = cache.entry(for: key, hash: hash, generation: generation, at: now),
            eventLoop.now < entry.end
        {
            countRepeat(of: entry)
            return .answer(entry.answer)
        }
        guard let request = head.enforcementRequest(for: application, bytes) else { return .contradictory }
        switch decisionPoint.decide(request, from: point.name, at: now) {
        case .unavailable(let retryAfter):
            return .answer(.unavailable(retryAfter: retryAfter))
        case .decided(let id, let outcome, let device, let validUntil):
            let answer = PreparedAnswer.decided(id, outcome, device: device)
            cache.insert(
                .init(
                    key: key, generation: generation, validUntil: validUntil,
                    end: eventLoop.now + TimeAmount(min(validUntil - now, Self.longest)), decision: id,
                    point: point.name, answer: answer),
                hash: hash)
            return .answer(answer)
        }
    }

    /// Whether a certificate may speak for the point now, which `standing` remembers.
    func isGood(_ serial: String, of point: EnforcementPointName, _ standing: inout CertificateStanding) -> Bool {
        standing.isGood(serial, of: point, by: decisionPoint, at: clock())
    }

    /// Tells the decision point of the repeats that it does not know of yet.
    func countRepeats() {
        countingIsDue = false
        let now = clock()
        for entry in uncounted {
            decisionPoint.countRepeats(of: entry.decision, from: entry.point, entry.repeats, at: now)
            entry.repeats = 0
        }
        uncounted.removeAll(keepingCapacity: true)
    }

    /// No answer is kept for longer, whatever it says itself.
    private static let longest = Duration.seconds(3600)
    private static let stale = PreparedAnswer.unavailable(retryAfter: .seconds(1))

    private func countRepeat(of entry: DecisionCache.Entry) {
        entry.repeats += 1
        guard entry.repeats == 1 else { return }
        uncounted.append(entry)
        guard !countingIsDue else { return }
        countingIsDue = true
        eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) { self.countRepeats() }
    }

    /// Gathers all that an answer depends on; a line feed ends each value, since none can hold one.
    private func gatherKey(
        _ head: RequestHead, application: RequestHead.Slice, _ bytes: Span<UInt8>, from point: ListeningPoint
    ) {
        key.removeAll(keepingCapacity: true)
        withUnsafeBytes(of: point.number) { key.append(contentsOf: $0) }
        bytes.withUnsafeBufferPointer { bytes in
            func append(_ slice: RequestHead.Slice) {
                key.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[slice.range]))
                key.append(UInt8(ascii: "\n"))
            }
            append(application)
            append(head.clientVerify)
            append(head.clientSerial)
            append(head.clientIssuer)
            append(head.address)
            append(head.deviceToken)
            append(head.userAgent.clipped(to: longestUserAgent))
        }
        appendBearerToken(head, bytes)
    }

    private func appendBearerToken(_ head: RequestHead, _ bytes: Span<UInt8>) {
        let bearer = head.bearerDeviceToken(bytes)
        guard bearer.isPresent else { return }
        bytes.extracting(bearer.range).withUnsafeBufferPointer { key.append(contentsOf: $0) }
    }
}
