import GatehouseDocuments
import GatehouseHTTP
import GatehouseService
import GatehouseWire

/// Whatever asks for decisions, and what it asks by.
///
/// Deleting is that of documents.
enum EnforcementPointRoutes {
    static func routes(_ points: EnforcementPointService) -> [Route] {
        [
            .read(
                APIRoute.enforcementPoints, Permission(.document, .read), "Enforcement points with their certificates"
            ) { call in
                try call.allowQuery([])
                return ListPage(items: try await points.list(call.caller.tenant).map(EnforcementPointItem.init))
            },
            .send(
                APIRoute.enforcementPoints, Permission(.enforcementPoint, .create),
                "Adds an enforcement point, or changes what it may ask for; its key is shown this once", status: 201
            ) { (call, request: EnforcementPointRequest) in
                let point = EnforcementPoint(
                    name: request.name, applications: request.applications,
                    transport: request.transport == .socket ? .socket : .mutualTLS, socket: request.socket)
                let added = try await points.add(
                    point, revokeOthers: request.revokeOthers ?? false, as: call.caller)
                return EnforcementPointAdded(
                    name: added.point.name, applications: added.point.applications, transport: request.transport,
                    socketPath: added.socketPath, certificateChain: added.certificate?.chain,
                    privateKey: added.privateKey, notAfter: added.certificate?.notAfter,
                    serial: added.certificate?.serial, othersEndAt: added.othersEndAt)
            },
            .send(
                APIRoute.enforcementPointRevocation, Permission(.enforcementPoint, .revoke),
                "Ends an enforcement point's certificates at once, or one of them"
            ) { (call, request: EnforcementPointRevocation) in
                EnforcementPointRevoked(
                    serials: try await points.revoke(
                        try call.parameter("name"), serial: request.serial, as: call.caller))
            },
        ]
    }
}

extension EnforcementPointItem {
    init(_ listing: EnforcementPointListing) {
        self.init(
            name: listing.point.name, description: listing.point.description,
            transport: listing.point.transport == .socket ? .socket : .mutualTLS,
            applications: listing.point.applications, socketPath: listing.socketPath, updatedAt: listing.updatedAt,
            certificates: listing.certificates.map { certificate in
                EnforcementPointCertificate(
                    serial: certificate.serial, issuedAt: certificate.issuedAt, notAfter: certificate.notAfter,
                    revokedAt: certificate.revokedAt)
            })
    }
}
