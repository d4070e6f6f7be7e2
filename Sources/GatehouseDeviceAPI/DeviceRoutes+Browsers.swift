import GatehouseService
import GatehouseWire

extension DeviceRoutes {
    func browserCertificate(_ body: [UInt8], _ key: WorkBoard.Key) async throws -> DeviceAnswer {
        guard let browsers = services.browsers else {
            throw ServiceError(.notPermitted, "browsers get no certificates here")
        }
        let request = try BrowserCertificateRequest(json: .parse(body, limits: .init(bytes: 64 << 10)))
        let issued = try await browsers.issue(
            key.tenant, device: key.device, account: request.account, number: request.accountNumber,
            request: request.requestID, certificateRequest: request.certificateRequest)
        return DeviceAnswer(BrowserCertificateResponse(certificateChain: issued.chain, notAfter: issued.notAfter))
    }
}
