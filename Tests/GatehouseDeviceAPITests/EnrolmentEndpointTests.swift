import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import GatehouseWire
import Logging
import Testing

@testable import GatehouseDeviceAPI

@Suite struct EnrolmentEndpointTests {
    private func request(_ code: String, _ change: (inout EnrolmentRequest) -> Void = { _ in }) throws
        -> EnrolmentRequest
    {
        var request = EnrolmentRequest(
            protocolVersion: ProtocolVersion.current, requestID: .random(), code: code,
            certificateRequest: try makeCertificateRequest(key: DeviceKey(), commonName: "gatehouse-device"),
            hardware: HardwareIdentity(
                digest: String(repeating: "a", count: 64), manufacturer: "Example", model: "One", serialNumber: "1"),
            deviceName: "laptop", platform: .linux, operatingSystem: "Debian GNU/Linux",
            operatingSystemVersion: "12.12")
        change(&request)
        return request
    }

    private func with(_ body: (EnrolmentEndpoint, _ code: String) async throws -> Void) async throws {
        try await DeviceChannel.with { channel in
            let code = try await EnrolmentCodeService(store: channel.store, clock: DeviceChannel.clock).create(
                Tenant.test.id, uses: 1, lifetime: .seconds(3600), ownership: .company, groups: [], actor: "test")
            try await body(
                EnrolmentEndpoint(
                    enrolment: channel.services.enrolment, attestation: channel.services.attestation,
                    tenant: Tenant.test.id,
                    tenantOfCode: { _ in nil }, devicePort: 8444, trustRoots: "roots", logger: Logger(label: "test")),
                code.secret)
        }
    }

    @Test func `a machine is sent to the device channel on the host that it enrolled at`() async throws {
        try await with { endpoint, code in
            let answer = await endpoint.answer(try request(code).bytes, host: "gatehouse.example")
            #expect(answer.status == 200)
            #expect(try EnrolmentResponse(bytes: answer.body).deviceChannel == "https://gatehouse.example:8444")
        }
    }

    @Test func `a lost answer is given again, and the code is used once`() async throws {
        try await with { endpoint, code in
            let request = try request(code)
            let first = await endpoint.answer(request.bytes, host: "localhost")
            let second = await endpoint.answer(request.bytes, host: "localhost")
            #expect(first.status == 200)
            #expect(first.body == second.body)
            let other = await endpoint.answer(try self.request(code).bytes, host: "localhost")
            #expect(other.status == 403)
            #expect(try ProblemDocument(bytes: other.body).code == "codeUsedUp")
        }
    }

    @Test func `what cannot be an enrolment is refused, and the code stays usable`() async throws {
        try await with { endpoint, code in
            let bad: [([UInt8], Int, String)] = [
                ([], 400, "truncated"), (Array("{}".utf8), 400, "missingMember"),
                (try request(code) { $0.protocolVersion = 99 }.bytes, 400, "invalid"),
                (try request(code) { $0.certificateRequest = [0x30, 0x00] }.bytes, 400, "badCertificateRequest"),
                (try request(code) { $0.deviceName = "" }.bytes, 400, "invalid"),
                (try request(code) { $0.hardware.digest = "me" }.bytes, 400, "invalid"),
                (try request("GH-00000-00000-00000-00000-00000").bytes, 403, "codeUnknown"),
            ]
            for (body, status, problem) in bad {
                let answer = await endpoint.answer(body, host: "localhost")
                #expect(answer.status == status, "\(problem)")
                #expect(try ProblemDocument(bytes: answer.body).code == problem)
                #expect(!String(decoding: answer.body, as: UTF8.self).contains(code))
            }
            #expect(await endpoint.answer(try request(code).bytes, host: "localhost").status == 200)
        }
    }

    @Test func `a request for somebody else's name or with a weak signature is refused`() async throws {
        try await with { endpoint, code in
            let foreign = try makeCertificateRequest(
                key: DeviceKey(), commonName: "gatehouse-device",
                requestedURIs: ["spiffe://\(Tenant.test.id)/device/\(DeviceID.numbered(7))"])
            let named = await endpoint.answer(
                try request(code) { $0.certificateRequest = foreign }.bytes, host: "localhost")
            #expect(try ProblemDocument(bytes: named.body).code == "foreignName")
            var forged = try makeCertificateRequest(key: DeviceKey(), commonName: "gatehouse-device")
            forged[forged.count - 1] ^= 1
            let signed = await endpoint.answer(
                try request(code) { $0.certificateRequest = forged }.bytes, host: "localhost")
            #expect(try ProblemDocument(bytes: signed.body).code == "badCertificateRequest")
        }
    }

    @Test func `a machine whose code needs somebody's word is told what it waits for and when to ask again`()
        async throws
    {
        try await DeviceChannel.with { channel in
            let code = try await EnrolmentCodeService(store: channel.store, clock: DeviceChannel.clock).create(
                Tenant.test.id, uses: 1, lifetime: .seconds(3600), profile: EnrolmentProfile(),
                requiresApproval: true, actor: "test")
            let endpoint = EnrolmentEndpoint(
                enrolment: channel.services.enrolment, attestation: channel.services.attestation,
                tenant: Tenant.test.id,
                tenantOfCode: { _ in nil }, devicePort: 8444, trustRoots: "roots",
                logger: Logger(label: "test"))
            let request = try request(code.secret)
            let answer = await endpoint.answer(request.bytes, host: "localhost", address: "192.0.2.7")
            #expect(answer.status == 202)
            #expect(answer.retryAfter == 3)
            let pending = try EnrolmentPending(bytes: answer.body)
            let approvals = EnrolmentApprovalService(store: channel.store, clock: DeviceChannel.clock)
            let dossier = try await approvals.approve(Tenant.test.id, pending.id, reason: "", actor: "test")
            #expect(dossier.approval.applicant.address == "192.0.2.7")
            #expect(await endpoint.answer(request.bytes, host: "localhost").status == 200)
        }
    }
}
