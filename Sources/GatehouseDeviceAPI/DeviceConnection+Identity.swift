import GatehouseKeys
import GatehouseModel
import GatehouseService
import NIOCore
import NIOHTTP1
import NIOSSL

extension DeviceConnection {
    private static let retired = ServiceError(
        .identityUnknown, "the key that issued the device certificate was retired", hint: "enrol again")
    private static let notKnownYet = ServiceError(
        .unavailable, "this node does not know the issuer of the device certificate yet")

    /// Who is at the other end: read once from the certificate, and again after other authorities are believed.
    func identify(_ context: ChannelHandlerContext) -> Result<DevicePeer, AdmittedRequest.Refused> {
        if let peer, !isPeerOld { return .success(peer) }
        guard let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate(),
            let der = try? certificate.toDERBytes(), let read = try? PeerCertificate(der: der),
            case .device(let tenant, let device) = try? read.identity()
        else { return .failure(.init(answer: .unidentified)) }
        // The trusted roots are of all tenants: none of them may speak for another's devices.
        switch routes.services.issuer(der, tenant) {
        case .current: break
        case .foreign: return .failure(.init(answer: .unidentified))
        case .retired: return .failure(.init(answer: DeviceAnswer(Self.retired)))
        case .notKnownYet: return .failure(.init(answer: DeviceAnswer(Self.notKnownYet)))
        }
        let found = DevicePeer(key: WorkBoard.Key(tenant: tenant, device: device), serial: read.serial)
        isPeerOld = false
        peer = found
        return .success(found)
    }
}

extension DeviceAnswer {
    fileprivate static let unidentified = DeviceAnswer(
        problem: .forbidden, code: "identityUnknown", detail: "the client certificate names no device", hint: nil)
}
