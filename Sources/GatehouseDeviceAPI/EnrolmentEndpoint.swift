public import GatehouseModel
public import GatehouseService
import GatehouseWire
import NIOHTTP1

/// Enrolment over the people's port: the code is the credential, so no certificate is asked for.
public struct EnrolmentEndpoint: Sendable {
    /// Largest body taken.
    public static let largestBody = 64 << 10

    private let enrolment: EnrolmentService
    private let tenant: TenantID
    private let devicePort: Int

    /// `devicePort` is where enrolled devices are sent, on the host that they enrolled at.
    public init(enrolment: EnrolmentService, tenant: TenantID, devicePort: Int) {
        self.enrolment = enrolment
        self.tenant = tenant
        self.devicePort = devicePort
    }

    /// The answer to one enrolment request that came to `host`, as status and JSON.
    public func answer(_ body: [UInt8], host: String) async -> (status: Int, contentType: String, body: [UInt8]) {
        let answer: DeviceAnswer
        do {
            let request = try EnrolmentRequest(json: .parse(body, limits: .init(bytes: Self.largestBody)))
            answer = DeviceAnswer(try await enrol(request, "https://\(host):\(devicePort)"))
        } catch {
            answer = DeviceAnswer(error)
        }
        return (Int(answer.status.code), answer.contentType, answer.body)
    }

    private func enrol(_ request: EnrolmentRequest, _ deviceChannel: String) async throws -> EnrolmentResponse {
        guard (ProtocolVersion.oldest...ProtocolVersion.current).contains(request.protocolVersion) else {
            throw ServiceError(
                .invalid,
                "the agent speaks protocol \(request.protocolVersion), this server up to \(ProtocolVersion.current)",
                hint: "update whichever is older")
        }
        let enrolled = try await enrolment.enrol(
            tenant,
            EnrolmentApplication(
                request: request.requestID, code: request.code, certificateRequest: request.certificateRequest,
                hardwareDigest: request.hardware.digest, name: request.deviceName, platform: request.platform,
                manufacturer: request.hardware.manufacturer, model: request.hardware.model,
                serialNumber: request.hardware.serialNumber, operatingSystem: request.operatingSystem,
                operatingSystemVersion: request.operatingSystemVersion))
        return EnrolmentResponse(
            tenant: tenant, device: enrolled.device, certificateChain: enrolled.chain, notAfter: enrolled.notAfter,
            deviceChannel: deviceChannel)
    }
}
