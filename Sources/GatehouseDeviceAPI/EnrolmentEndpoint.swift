public import GatehouseModel
public import GatehouseService
import GatehouseWire
public import Logging
import NIOHTTP1

/// Enrolment over the people's port: the code is the credential, so no certificate is asked for.
public struct EnrolmentEndpoint: Sendable {
    /// Largest body taken.
    public static let largestBody = 64 << 10

    private let enrolment: EnrolmentService
    private let tenant: TenantID
    private let devicePort: Int
    private let trustRoots: String
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

    /// `devicePort` is where enrolled devices are sent, on the host that they enrolled at; they trust `trustRoots` there.
    public init(enrolment: EnrolmentService, tenant: TenantID, devicePort: Int, trustRoots: String, logger: Logger) {
        self.trustRoots = trustRoots
        self.logger = logger
        self.enrolment = enrolment
        self.tenant = tenant
        self.devicePort = devicePort
    }

    /// The answer to one enrolment request that came to `host` from `address`.
    public func answer(_ body: [UInt8], host: String, address: String = "") async -> Answer {
        let answer: DeviceAnswer
        do {
            let request = try EnrolmentRequest(json: .parse(body, limits: .init(bytes: Self.largestBody)))
            answer = try await enrol(request, "https://\(host):\(devicePort)", from: address)
        } catch {
            answer = DeviceAnswer(error)
            answer.log(error, "enrolment", device: nil, to: logger)
        }
        return Answer(
            status: Int(answer.status.code), contentType: answer.contentType, body: answer.body,
            retryAfter: answer.retryAfter)
    }

    private func enrol(
        _ request: EnrolmentRequest, _ deviceChannel: String, from address: String
    ) async throws -> DeviceAnswer {
        guard (ProtocolVersion.oldest...ProtocolVersion.current).contains(request.protocolVersion) else {
            throw ServiceError(
                .invalid,
                "the agent speaks protocol \(request.protocolVersion), this server up to \(ProtocolVersion.current)",
                hint: "update whichever is older")
        }
        let application = EnrolmentApplication(
            request: request.requestID, code: request.code, certificateRequest: request.certificateRequest,
            hardwareDigest: request.hardware.digest, name: request.deviceName, platform: request.platform,
            manufacturer: request.hardware.manufacturer, model: request.hardware.model,
            serialNumber: request.hardware.serialNumber, operatingSystem: request.operatingSystem,
            operatingSystemVersion: request.operatingSystemVersion, address: address)
        switch try await enrolment.apply(tenant, application) {
        case .enrolled(let enrolled):
            return DeviceAnswer(
                EnrolmentResponse(
                    tenant: tenant, device: enrolled.device, certificateChain: enrolled.chain,
                    notAfter: enrolled.notAfter, deviceChannel: deviceChannel, trustRoots: trustRoots,
                    deviceName: enrolled.name))
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
