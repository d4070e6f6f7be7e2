import GatehouseKeys
public import GatehouseModel
public import GatehouseService
import GatehouseTPM
import GatehouseWire
public import Logging
import NIOHTTP1

/// Enrolment over the people's port: the code is the credential, so no certificate is asked for.
public struct EnrolmentEndpoint: Sendable {
    /// Largest body taken: an event log of the firmware comes along.
    public static let largestBody = 256 << 10

    private let enrolment: EnrolmentService
    private let attestation: AttestationService
    private let tenant: TenantID
    private let tenantOfCode: @Sendable (String) async throws -> TenantID?
    private let devicePort: Int
    private let deviceChannel: String
    private let trustRoots: @Sendable () -> String
    private let logger: Logger

    /// What goes back to a machine that enrols.
    public struct Answer: Sendable {
        /// Of HTTP.
        public var status: Int
        /// `application/json`, or `application/problem+json` for a refusal.
        public var contentType: String
        /// JSON.
        public var body: [UInt8]
        /// Seconds after which a refused machine may ask again.
        public var retryAfter: Int?
    }

    /// `deviceChannel` (`HOST:PORT`) is where enrolled devices are sent, or `devicePort` on the host that they enrolled at
    /// when it is empty; they trust `trustRoots` there.
    ///
    /// - Parameter tenant: the one that owns the server: it asks the TPMs of all, and a machine whose code says no other
    ///   tenant is its.
    /// - Parameter tenantOfCode: the tenant that an enrolment code lets in; `nil` for a code that nobody knows.
    public init(
        enrolment: EnrolmentService, attestation: AttestationService, tenant: TenantID,
        tenantOfCode: @escaping @Sendable (String) async throws -> TenantID?, devicePort: Int,
        deviceChannel: String = "", trustRoots: @autoclosure @escaping @Sendable () -> String, logger: Logger
    ) {
        self.deviceChannel = deviceChannel
        self.tenantOfCode = tenantOfCode
        self.attestation = attestation
        self.trustRoots = trustRoots
        self.logger = logger
        self.enrolment = enrolment
        self.tenant = tenant
        self.devicePort = devicePort
    }

    /// The answer to one enrolment request that came to `host` from `address`.
    public func answer(_ body: [UInt8], host: String, address: String = "") async -> Answer {
        await answer("enrolment") {
            let request = try EnrolmentRequest(json: .parse(body, limits: .init(bytes: Self.largestBody)))
            let channel = deviceChannel.isEmpty ? "\(host):\(devicePort)" : deviceChannel
            return try await enrol(request, "https://\(channel)", from: address)
        }
    }

    /// The answer to a machine at `address` that asks to be challenged before it enrols with its TPM.
    public func challenge(_ body: [UInt8], address: String) async -> Answer {
        await answer("enrolment challenge") {
            let request = try EnrolmentChallengeRequest(json: .parse(body, limits: .init(bytes: 64 << 10)))
            try Self.requireKnown(request.protocolVersion)
            let (credential, challenge) = try await attestation.challenge(
                tenant,
                endorsement: EndorsementEvidence(
                    certificates: request.endorsementCertificates, publicArea: request.endorsementKey),
                attestationKey: request.attestationKey, address: address)
            return DeviceAnswer(
                EnrolmentChallengeResponse(
                    identityObject: credential.identityObject, encryptedSeed: credential.encryptedSeed,
                    challenge: QuoteChallengeMessage(challenge, wantsEventLog: true)))
        }
    }

    private func answer(_ what: String, _ body: () async throws -> DeviceAnswer) async -> Answer {
        var answer: DeviceAnswer
        do {
            answer = try await body()
        } catch {
            answer = DeviceAnswer(error)
            // A person stands before the machine: no use in letting it wait.
            if (error as? ServiceError)?.code == .tenantSuspended { answer = answer.refusing }
            answer.log(error, what, device: nil, to: logger)
        }
        return Answer(
            status: Int(answer.status.code), contentType: answer.contentType, body: answer.body,
            retryAfter: answer.retryAfter)
    }

    private static func requireKnown(_ version: Int) throws {
        guard (ProtocolVersion.oldest...ProtocolVersion.current).contains(version) else {
            throw ServiceError(
                .invalid, "the agent speaks protocol \(version), this server up to \(ProtocolVersion.current)",
                hint: "update whichever is older")
        }
    }

    /// What the machine was told, or else its code says; neither gets it in anywhere by itself.
    private func tenant(of request: EnrolmentRequest) async throws -> TenantID {
        if let named = request.tenant { return named }
        guard !request.code.isEmpty else { return tenant }
        return try await tenantOfCode(request.code) ?? tenant
    }

    private func enrol(
        _ request: EnrolmentRequest, _ deviceChannel: String, from address: String
    ) async throws -> DeviceAnswer {
        try Self.requireKnown(request.protocolVersion)
        var proven: HardwareAttestation?
        if let attestation = request.attestation {
            proven = try await self.attestation.verify(
                tenant, EnrolmentProof(attestation, certificateRequest: request.certificateRequest))
        }
        let application = EnrolmentApplication(
            request: request.requestID, code: request.code, certificateRequest: request.certificateRequest,
            hardwareDigest: request.hardware.digest, name: request.deviceName, platform: request.platform,
            manufacturer: request.hardware.manufacturer, model: request.hardware.model,
            serialNumber: request.hardware.serialNumber, operatingSystem: request.operatingSystem,
            operatingSystemVersion: request.operatingSystemVersion, address: address, attestation: proven)
        let tenant = try await self.tenant(of: request)
        switch try await enrolment.apply(tenant, application) {
        case .enrolled(let enrolled):
            return DeviceAnswer(
                EnrolmentResponse(
                    tenant: tenant, device: enrolled.device, certificateChain: enrolled.chain,
                    notAfter: enrolled.notAfter, deviceChannel: deviceChannel, trustRoots: trustRoots(),
                    attestationNote: proven?.note, deviceName: enrolled.name, ownership: enrolled.ownership))
        case .pending(let approval, let wait): return DeviceAnswer(waiting: approval, wait)
        }
    }
}

extension DeviceAnswer {
    /// Somebody must agree first.
    fileprivate init(waiting approval: EnrolmentApproval, _ wait: Duration) {
        let pending = EnrolmentPending(
            id: approval.id, detail: approval.waitingFor, retryAfter: wait, expiresAt: approval.expiresAt)
        self.init(
            status: .accepted, body: pending.json.serialised(), retryAfter: Int(wait.components.seconds))
    }
}
