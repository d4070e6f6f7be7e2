import GatehouseDocuments
import GatehouseHTTP
import GatehouseService
import GatehouseWire

/// Whatever asks for decisions.
///
/// Listing and deleting are those of documents.
enum EnforcementPointRoutes {
    static func routes(_ points: EnforcementPointService) -> [Route] {
        [
            .send(
                APIRoute.enforcementPoints, Permission(.enforcementPoint, .create),
                "Adds an enforcement point, or changes what it may ask for; its key is shown this once", status: 201
            ) { (call, request: EnforcementPointRequest) in
                let added = try await points.add(
                    name: request.name, applications: request.applications,
                    transport: request.transport == .socket ? .socket : .mutualTLS, as: call.caller)
                return EnforcementPointAdded(
                    name: added.point.name, applications: added.point.applications, transport: request.transport,
                    socketPath: added.socketPath, certificateChain: added.certificate?.chain,
                    privateKey: added.privateKey, notAfter: added.certificate?.notAfter)
            }
        ]
    }
}
