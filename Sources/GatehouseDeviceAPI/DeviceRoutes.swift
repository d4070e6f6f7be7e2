import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseWire
import Logging
import NIOHTTP1

/// Answers the agent protocol, one request at a time; the long poll alone is the connection's own.
struct DeviceRoutes: Sendable {
    /// Largest body taken: a first report carries every installed package.
    static let largestBody = 4 << 20

    let services: DeviceServices
    let logger: Logger

    func answer(
        _ method: HTTPMethod, _ path: String, _ query: [String: String], _ body: [UInt8], from peer: DevicePeer
    ) async -> DeviceAnswer {
        do {
            let device = try await services.identity.device(holding: peer.serial, peer.key.tenant)
            guard device == peer.key.device else {
                throw ServiceError(.identityUnknown, "the certificate belongs to another device", hint: "enrol again")
            }
            switch (method, path) {
            case (.POST, AgentRoute.checkIn): return try await checkIn(body, peer.key)
            case (.POST, AgentRoute.challenge): return try await challenge(peer.key)
            case (.POST, AgentRoute.renew): return try await renew(body, peer.key)
            case (.POST, AgentRoute.browserCertificate): return try await browserCertificate(body, peer.key)
            case (.POST, AgentRoute.actionAcceptance), (.POST, AgentRoute.actionArtefact),
                (.POST, AgentRoute.actionResult):
                return try await ActionExchange(actions: services.actions, key: peer.key, serial: peer.serial).answer(
                    path, body)
            case (.POST, AgentRoute.token): return try await token(peer.key)
            case (.GET, AgentRoute.status): return try await status(query, peer.key)
            case (.GET, AgentRoute.scripts): return try await scripts(peer)
            case (.GET, AgentRoute.update): return try await update(query, peer.key)
            case (.GET, AgentRoute.artefact): return try await artefact(query)
            // The connection itself holds the poll; it comes here while memory does not know the certificate yet.
            case (.GET, AgentRoute.work): return DeviceAnswer(work(peer.key))
            case (_, AgentRoute.checkIn), (_, AgentRoute.renew), (_, AgentRoute.actionResult), (_, AgentRoute.token),
                (_, AgentRoute.status), (_, AgentRoute.work), (_, AgentRoute.update), (_, AgentRoute.artefact),
                (_, AgentRoute.actionAcceptance), (_, AgentRoute.actionArtefact), (_, AgentRoute.challenge),
                (_, AgentRoute.scripts), (_, AgentRoute.browserCertificate):
                return DeviceAnswer(
                    problem: .methodNotAllowed, code: "methodNotAllowed", detail: "`\(path)` does not take \(method)",
                    hint: nil)
            default:
                return DeviceAnswer(
                    problem: .notFound, code: "notFound", detail: "there is no `\(path)` here", hint: nil)
            }
        } catch {
            let answer = DeviceAnswer(error)
            answer.log(error, "\(method) \(path)", device: peer.key.device, to: logger)
            return answer
        }
    }

    /// What a request is for: what it costs, and how long it can wait.
    static func traffic(_ method: HTTPMethod, _ path: String) -> TrafficClass {
        switch (method, path) {
        case (.GET, AgentRoute.work): .poll
        case (.POST, AgentRoute.renew), (.POST, AgentRoute.token), (.POST, AgentRoute.actionAcceptance),
            (.POST, AgentRoute.actionResult), (.POST, AgentRoute.browserCertificate):
            .change
        default: .report
        }
    }

    /// The largest body that the request may have, in bytes: what others than a first report need is far less.
    static func largestBody(_ method: HTTPMethod, _ path: String) -> Int {
        switch (method, path) {
        case (.GET, AgentRoute.work): 0
        case (.POST, AgentRoute.checkIn): largestBody
        case (.POST, AgentRoute.actionArtefact): max(ActionExchange.largestArtefact, ActionExchange.largestReport)
        default: ActionExchange.largestReport
        }
    }

    /// Whether memory knows the certificate as this device's, and as good.
    func mayWait(_ peer: DevicePeer) -> Bool {
        services.identity.standing(ofCertificate: peer.serial, peer.key.tenant) == .valid(peer.key.device)
    }

    /// Why a device that waited may not go on.
    func refusal(of peer: DevicePeer) -> ServiceError {
        services.identity.standing(ofCertificate: peer.serial, peer.key.tenant) == .suspended
            ? .suspended
            : ServiceError(.identityRevoked, "the identity of this device was revoked", hint: "enrol again")
    }

    /// The work that waits for a device.
    func work(_ key: WorkBoard.Key) -> WorkResponse {
        let entry = services.work.entry(key)
        return WorkResponse(
            desired: entry.desired,
            items: entry.actions.map { WorkItem(action: $0.id, kind: $0.kind.rawValue, expiresAt: $0.expiresAt) })
    }

    private func checkIn(_ body: [UInt8], _ key: WorkBoard.Key) async throws -> DeviceAnswer {
        let request = try CheckInRequest(json: .parse(body, limits: .init(bytes: Self.largestBody)))
        let report = StateReport(
            request: request.requestID, sequence: request.sequence, hardwareDigest: request.hardware,
            base: request.base, state: request.state, clock: request.clock, changed: request.changed,
            removed: request.removed, malformed: request.malformed.map { RefusedFact(key: $0.key, reason: $0.reason) })
        var quoteRefusal: String?
        if let answer = request.quote {
            quoteRefusal = try await services.attestation.take(
                key.tenant, device: key.device, challenge: answer.challenge, QuoteEvidence(answer.quote))
        }
        let acknowledged = try await services.checkIn.checkIn(key.tenant, device: key.device, report)
        let refused = acknowledged.refused.map { CheckInResponse.RejectedFact(key: $0.key, reason: $0.reason) }
        // Those that stand for a fact of the catalogue were refused by the service, the others it never saw.
        let named = Set(refused.map(\.key))
        let unknown = request.malformed.filter { !named.contains($0.key) }
        let due = try await services.attestation.due(key.tenant, device: key.device)
        return DeviceAnswer(
            CheckInResponse(
                state: acknowledged.state, desired: services.work.entry(key).desired,
                scripts: acknowledged.scripts, rejected: refused + unknown.prefix(100),
                challenge: due.map(QuoteChallengeMessage.init), quoteRefusal: quoteRefusal,
                ownership: acknowledged.ownership,
                givesBrowserCertificates: services.browsers != nil && acknowledged.givesBrowserCertificates))
    }

    private func challenge(_ key: WorkBoard.Key) async throws -> DeviceAnswer {
        let offer = try await services.attestation.offer(key.tenant, device: key.device)
        return DeviceAnswer(QuoteChallengeMessage(offer))
    }

    private func renew(_ body: [UInt8], _ key: WorkBoard.Key) async throws -> DeviceAnswer {
        let request = try RenewalRequest(json: .parse(body, limits: .init(bytes: 64 << 10)))
        let renewed = try await services.enrolment.renew(
            key.tenant, device: key.device, request: request.requestID,
            certificateRequest: request.certificateRequest, certification: request.certification.map(KeyProof.init))
        return DeviceAnswer(
            RenewalResponse(
                certificateChain: renewed.chain, notAfter: renewed.notAfter, trustRoots: services.trustRoots()))
    }

    /// Refused while this node does not know who was shut out: the other nodes would believe the token.
    private func token(_ key: WorkBoard.Key) async throws -> DeviceAnswer {
        guard services.isCurrent() else {
            throw ServiceError(.unavailable, "this node does not know the newest changes yet")
        }
        let token = try await services.tokens.issue(key.tenant, device: key.device)
        return DeviceAnswer(TokenResponse(token: token.secret, expiresAt: token.expiresAt))
    }

    private func update(_ query: [String: String], _ key: WorkBoard.Key) async throws -> DeviceAnswer {
        let (version, architecture) = try Self.program(query)
        let envelope = try await services.updates.offer(
            key.tenant, device: key.device, own: version, architecture: architecture)
        return envelope.map { DeviceAnswer(status: .ok, body: $0) } ?? DeviceAnswer(status: .noContent)
    }

    private func artefact(_ query: [String: String]) async throws -> DeviceAnswer {
        let (version, architecture) = try Self.program(query)
        guard let offset = query["offset"].flatMap({ Int64($0) }), offset >= 0 else {
            throw ServiceError(.invalid, "`offset` must be a whole number")
        }
        return DeviceAnswer(
            bytes: try await services.updates.piece(of: version, architecture: architecture, offset: offset))
    }

    private static func program(_ query: [String: String]) throws -> (SemanticVersion, architecture: String) {
        guard let version = query["version"].flatMap({ SemanticVersion($0) }), let architecture = query["architecture"]
        else { throw ServiceError(.invalid, "`version` and `architecture` are wanted") }
        return (version, architecture)
    }

    private func scripts(_ peer: DevicePeer) async throws -> DeviceAnswer {
        let delivered = try await services.scripts.scripts(
            peer.key.tenant, device: peer.key.device, showing: peer.serial)
        let scripts = delivered.scripts.map { script in
            DiscoveryScript(
                terms: script.terms, text: script.text, approvedAt: script.approvedAt, expiresAt: script.expiresAt,
                signature: script.signature)
        }
        return DeviceAnswer(DiscoveryScripts(stand: delivered.stand, scripts: scripts, signer: delivered.signer))
    }

    private func status(_ query: [String: String], _ key: WorkBoard.Key) async throws -> DeviceAnswer {
        let languages = [query["language"]].compactMap(\.self)
        let explained = try await services.compliance.explain(
            key.tenant, device: key.device, languages: languages)
        let verdict = explained.verdict
        return DeviceAnswer(
            StatusResponse(
                deviceName: explained.device.name, state: verdict?.state ?? .unknown,
                since: verdict?.since ?? explained.device.enrolledAt, graceEnd: verdict?.graceEnd, note: verdict?.note,
                problems: explained.statuses.filter(\.result.isUnsatisfied).map(StatusResponse.Problem.init),
                serverTime: services.compliance.now))
    }
}

extension StatusResponse.Problem {
    fileprivate init(_ status: RequirementStatus) {
        self.init(
            policy: status.policy, requirement: status.requirement, wanted: status.wanted, found: status.found,
            graceEnd: status.graceEnd, remediation: status.remediation)
    }
}
