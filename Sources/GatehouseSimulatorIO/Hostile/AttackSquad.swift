import GatehouseKeys
import GatehouseModel
import GatehouseSimulator
import GatehouseWire
import NIOCore
import NIOSSL
import Synchronization

/// Hostile clients: each attack on a connection of its own, beside the honest devices.
final class AttackSquad: Sendable {
    /// One attack lasts no longer, whatever the server does.
    private static let limit = TimeAmount.seconds(8)

    private let dialler: DeviceDialler
    private let roots: [NIOSSLCertificate]
    /// One of each kind has an identity, which it abuses.
    private let identities: [Attack: FleetIdentity]
    private let attempts = Mutex<Int64>(0)

    init(_ dialler: DeviceDialler, identities: [FleetIdentity]) throws {
        self.dialler = dialler
        self.identities = Dictionary(zip(Attack.allCases, identities)) { first, _ in first }
        roots = try identities.first.map { try DeviceTLS.roots($0.trustRoots) } ?? []
    }

    /// Devices whose identity must show shared use at the end.
    var copied: FleetIdentity? { identities[.wrongSequence] }

    /// Attacks once, and says what became of it.
    func attack(_ attack: Attack, _ done: @escaping @Sendable (Attack.Outcome) -> Void) {
        let number = attempts.withLock { attempts in
            attempts += 1
            return attempts
        }
        Task {
            // A connection that breaks is what the server is meant to do: only one that never came is none.
            done((try? await self.carryOut(attack, number)) ?? .unreached)
        }
    }

    private func carryOut(_ attack: Attack, _ number: Int64) async throws -> Attack.Outcome {
        switch attack {
        case .garbage:
            var random = SeededRandom(seed: UInt64(number))
            let bytes = (0..<512).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            return outcome(try await pour([ByteBuffer(bytes: bytes)], nil))
        case .noCertificate:
            let tls = try DeviceTLS.context(roots: roots)
            return outcome(try await pour([get], tls))
        case .slowHeaders:
            let head = Array("POST \(AgentRoute.checkIn) HTTP/1.1\r\nhost: \(dialler.authority)\r\nx-slow: ".utf8)
            let parts = head.map { ByteBuffer(bytes: [$0]) }
            return outcome(try await pour(parts, try context(attack), pause: .milliseconds(200)))
        case .hugeBody:
            let head =
                "POST \(AgentRoute.checkIn) HTTP/1.1\r\nhost: \(dialler.authority)\r\ncontent-length: \(1 << 30)\r\n\r\n"
            let block = ByteBuffer(repeating: UInt8(ascii: "x"), count: 64 << 10)
            return outcome(
                try await pour([ByteBuffer(string: head)] + Array(repeating: block, count: 32), try context(attack)))
        case .wrongSequence, .replay: return try await abuse(attack, number)
        }
    }

    private var get: ByteBuffer {
        ByteBuffer(string: "GET \(AgentRoute.status) HTTP/1.1\r\nhost: \(dialler.authority)\r\n\r\n")
    }

    private func outcome(_ answer: HTTPAnswer?) -> Attack.Outcome {
        answer.map { (200..<300).contains($0.status) } ?? false ? .accepted : .repelled
    }

    private func context(_ attack: Attack) throws -> NIOSSLContext {
        let identity = identities[attack]
        return try DeviceTLS.context(roots: roots, chain: identity?.chain, key: identity?.key)
    }

    /// Sends the parts one after the other whatever happens, and waits for an answer or the end.
    private func pour(
        _ parts: [ByteBuffer], _ tls: NIOSSLContext?, pause: Duration? = nil
    ) async throws -> HTTPAnswer? {
        let channel = try await dialler.connect(tls) { [HTTPExchange()] }.get()
        let end = channel.eventLoop.scheduleTask(in: Self.limit) { channel.close(promise: nil) }
        defer {
            end.cancel()
            channel.close(promise: nil)
        }
        let answer = channel.eventLoop.makePromise(of: HTTPAnswer.self)
        channel.pipeline.fireUserInboundEventTriggered(
            HTTPExchange.Question(request: parts.first ?? ByteBuffer(), answer: answer))
        for part in parts.dropFirst() where channel.isActive {
            if let pause { try await Task.sleep(for: pause) }
            channel.writeAndFlush(part, promise: nil)
        }
        return try? await answer.futureResult.get()
    }

    /// With an identity of its own: a delta that was acknowledged comes again, or the count goes backwards.
    private func abuse(_ attack: Attack, _ number: Int64) async throws -> Attack.Outcome {
        guard let identity = identities[attack] else { return .unreached }
        let tls = try context(attack)
        let now = Instant.now
        // Each attempt counts on from the time, so that it is an honest device up to its last step.
        let first = now.milliseconds + number * 10
        let facts = DeviceFacts.all(of: .telemetryOnly, packages: 0, at: now)
        let (held, other) = DeviceFacts.pair(.plain, at: now)
        var digest = StateDigest(facts)
        let begin = digest.description
        digest.toggle(StateDigest(of: held))
        digest.toggle(StateDigest(of: other))
        let moved = digest.description
        func report(_ sequence: Int64, _ base: String, _ state: String, _ changed: [Fact]) -> CheckInRequest {
            CheckInRequest(
                requestID: .random(), sequence: sequence, hardware: identity.hardware, base: base, state: state,
                clock: .now, changed: changed, removed: [])
        }
        let delta = report(first + 1, begin, moved, [other])
        guard try await state(after: report(first, "", begin, facts), tls) == begin,
            try await state(after: delta, tls) == moved
        else { return .unreached }
        if attack == .wrongSequence {
            // Whether the server saw through it is looked at when all is over.
            _ = try await state(after: report(1, moved, begin, [held]), tls)
            return .repelled
        }
        // The state moves on to a third one, over which the replayed delta does not hold.
        let third = Fact(
            key: "os.name", state: .known(.text("Moved on")), source: "", evidence: "", observedAt: now,
            assurance: .agentVerified)
        if let name = facts.first(where: { $0.key == third.key }) { digest.toggle(StateDigest(of: name)) }
        digest.toggle(StateDigest(of: third))
        let last = digest.description
        guard try await state(after: report(first + 2, moved, last, [third]), tls) == last else { return .unreached }
        if try await state(after: delta, tls) == moved { return .accepted }
        guard let heldNow = try await state(after: report(first + 3, last, last, []), tls) else { return .unreached }
        return heldNow == last ? .repelled : .accepted
    }

    /// The server had too much to do each time: `attack` counts it as unreached.
    private struct PutOff: Error {}

    /// What the server holds after it, or `nil` where it refuses.
    ///
    /// Comes again where the server is too busy: what was not looked at was not repelled.
    private func state(after report: CheckInRequest, _ tls: NIOSSLContext) async throws -> String? {
        let request = HTTPExchange.post(AgentRoute.checkIn, report.bytes, host: dialler.authority)
        for _ in 1...10 {
            let answer = try await dialler.ask(request, tls)
            if answer.status == 200 { return try CheckInResponse(bytes: answer.body.readableBytesView).state }
            guard answer.status == 503 || answer.status == 429 else { return nil }
            try await Task.sleep(for: .milliseconds(500))
        }
        throw PutOff()
    }
}
