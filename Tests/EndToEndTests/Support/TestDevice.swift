import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import NIOSSL
import Testing

/// A device that speaks the agent protocol by hand: what it reports is up to the test.
struct TestDevice: Sendable {
    let name: String
    let hardware: String
    let key: DeviceKey
    let identity: EnrolmentResponse
    let port: Int
    let tls: NIOSSLContext
    /// The state that the server acknowledged last.
    var acknowledged = ""
    /// The state that was sent last, acknowledged or not.
    var sent = ""
    var sequence: Int64 = 0
    var facts: [FactKey: Fact] = [:]

    /// Enrols over a connection to the people's port; `nil` when the connection ends before the answer.
    static func enrol(
        name: String, code: String, at server: RunningServer, over connection: RawConnection,
        key: DeviceKey = DeviceKey(), devicePort: Int? = nil
    ) async throws -> TestDevice? {
        let request = try request(name: name, code: code, key: key)
        let hardware = request.hardware.digest
        guard let answer = await connection.ask("POST", AgentRoute.enrol, body: request.bytes) else { return nil }
        try #require(answer.status == 200, "\(answer.text)")
        let identity = try EnrolmentResponse(bytes: answer.body)
        return TestDevice(
            name: name, hardware: hardware, key: key, identity: identity, port: devicePort ?? server.devicePort,
            tls: try ClientTLS.context(
                roots: try server.rootsPEM, chain: identity.certificateChain, key: key.pem))
    }

    /// What a machine of this name asks when it enrols.
    static func request(name: String, code: String, key: DeviceKey = DeviceKey()) throws -> EnrolmentRequest {
        EnrolmentRequest(
            protocolVersion: ProtocolVersion.current, requestID: .random(), code: code,
            certificateRequest: try makeCertificateRequest(key: key, commonName: "gatehouse-device"),
            hardware: HardwareIdentity(
                digest: Secret.hash(name), manufacturer: "Example", model: "One", serialNumber: "1"),
            deviceName: name, platform: .linux, operatingSystem: "Debian GNU/Linux", operatingSystemVersion: "12.12")
    }

    static func enrol(name: String, at server: RunningServer) async throws -> TestDevice {
        let code = try await server.enrolmentCode()
        let device = try await RawConnection.with(
            port: server.port, tls: try ClientTLS.context(roots: try server.rootsPEM)
        ) { try await enrol(name: name, code: code, at: server, over: $0) }
        return try #require(device)
    }

    func connected<Result: Sendable>(_ body: (RawConnection) async throws -> Result) async throws -> Result {
        try await RawConnection.with(port: port, tls: tls, body)
    }

    /// Reports these facts as changed, all else as it was.
    mutating func report(
        _ changes: [FactKey: FactState], over connection: RawConnection
    ) async throws -> RawAnswer? {
        let body = prepare(changes)
        let answer = await connection.ask("POST", AgentRoute.checkIn, body: body)
        if let answer, answer.status == 200 { acknowledged = try CheckInResponse(bytes: answer.body).state }
        return answer
    }

    /// Reports these facts over a connection of its own, and expects them to be taken.
    mutating func report(_ changes: [FactKey: FactState]) async throws {
        var device = self
        let changed = try await connected { connection in
            let answer = try await device.report(changes, over: connection)
            return (answer?.status, answer?.text)
        }
        self = device
        try #require(changed.0 == 200, "\(changed.1 ?? "no answer")")
        try #require(acknowledged == sent)
    }

    private mutating func prepare(_ changes: [FactKey: FactState]) -> [UInt8] {
        let now = Instant.now
        let changed = changes.map { key, state in
            Fact(
                key: key, state: state, source: "test", evidence: "seen", observedAt: now, assurance: .agentVerified)
        }
        for fact in changed { facts[fact.key] = fact }
        sequence += 1
        sent = StateDigest(facts.values).description
        return CheckInRequest(
            requestID: .random(), sequence: sequence, hardware: hardware, base: acknowledged, state: sent, clock: now,
            changed: changed, removed: []
        ).bytes
    }

    /// What stands for the device's work now: a poll with it is held.
    func desired(over connection: RawConnection) async throws -> String {
        let answer = await unchanged(over: connection)
        return try CheckInResponse(bytes: try #require(answer).body).desired
    }

    /// The state that the server holds, by a check-in that changes nothing.
    func held(over connection: RawConnection) async throws -> String {
        guard let answer = await unchanged(over: connection) else { return "no answer" }
        guard answer.status == 200 else { return answer.text }
        return try CheckInResponse(bytes: answer.body).state
    }

    private func unchanged(over connection: RawConnection) async -> RawAnswer? {
        let request = CheckInRequest(
            requestID: .random(), sequence: sequence, hardware: hardware, base: acknowledged, state: acknowledged,
            clock: .now, changed: [], removed: [])
        return await connection.ask("POST", AgentRoute.checkIn, body: request.bytes)
    }

    func held() async throws -> String { try await connected { try await held(over: $0) } }

    /// A token that stands for the device.
    func token() async throws -> String {
        let answer = try await connected { await $0.ask("POST", AgentRoute.token) }
        return try TokenResponse(bytes: try #require(answer).body).token
    }
}
