import GatehouseHTTP
import GatehouseService
import GatehouseWire

/// The applications that get tokens of the OpenID provider.
enum ClientApplicationRoutes {
    static func routes(_ applications: ClientApplicationService) -> [Route] {
        registrations(applications) + credentials(applications) + grants(applications)
    }

    private static func registrations(_ applications: ClientApplicationService) -> [Route] {
        [
            .read(
                APIRoute.clientApplications, Permission(.clientApplication, .read), "Applications that get tokens"
            ) { call in
                try call.allowQuery([])
                return ListPage(items: try await applications.list(call.caller.tenant).map(ClientApplicationItem.init))
            },
            .send(
                APIRoute.clientApplications, Permission(.clientApplication, .create),
                "Registers an application; its secret is shown this once", status: 201
            ) { (call, request: ClientApplicationRequest) in
                let made = try await applications.register(try request.registration, as: call.caller)
                return ClientApplicationCreated(
                    tenantId: call.caller.tenant, clientId: made.application.id, clientSecret: made.secret)
            },
            .read(
                APIRoute.clientApplication, Permission(.clientApplication, .read), "One application, by id or name"
            ) { call in
                ClientApplicationItem(
                    try await applications.show(try call.parameter("application"), call.caller.tenant))
            },
            .change(
                APIRoute.clientApplication, Permission(.clientApplication, .write), "Renames it, or turns it off or on"
            ) { (call, request: ClientApplicationChange) in
                ClientApplicationItem(
                    try await applications.change(
                        try call.parameter("application"), name: request.name, isEnabled: request.isEnabled,
                        redirectURIs: request.redirectURIs, as: call.caller))
            },
            .delete(
                APIRoute.clientApplication, Permission(.clientApplication, .delete),
                "Forgets an application; its tokens count no more"
            ) { call in
                try await applications.delete(try call.parameter("application"), as: call.caller)
            },
        ]
    }

    private static func credentials(_ applications: ClientApplicationService) -> [Route] {
        [
            .send(
                APIRoute.clientSecrets, Permission(.clientApplication, .create),
                "Another secret for an application; it is shown this once", status: 201
            ) { (call, request: ClientSecretRequest) in
                let made = try await applications.addSecret(
                    to: try call.parameter("application"),
                    lifetime: try Duration.reading(request.expiresIn, of: "expiresIn"), as: call.caller)
                return ClientSecretCreated(
                    clientId: made.application.id, secretId: made.kept.id, clientSecret: made.shown,
                    expiresAt: made.kept.expiresAt)
            },
            .delete(
                APIRoute.clientSecret, Permission(.clientApplication, .write), "Ends a secret of an application at once"
            ) { call in
                try await applications.removeSecret(
                    try call.parameter("secret"), of: try call.parameter("application"), as: call.caller)
            },
            .send(
                APIRoute.clientCertificates, Permission(.clientApplication, .create),
                "Takes a certificate that the application signs its assertions with"
            ) { (call, request: ClientCertificateRequest) in
                ClientApplicationItem(
                    try await applications.addCertificate(
                        request.certificate, to: try call.parameter("application"), as: call.caller))
            },
            .delete(
                APIRoute.clientCertificate, Permission(.clientApplication, .write),
                "Ends a certificate of an application at once"
            ) { call in
                try await applications.removeCertificate(
                    try call.parameter("thumbprint"), of: try call.parameter("application"), as: call.caller)
            },
        ]
    }

    private static func grants(_ applications: ClientApplicationService) -> [Route] {
        [
            (APIRoute.clientGrant, false, "Gives an application permissions that the caller has"),
            (APIRoute.clientRevocation, true, "Takes permissions from an application, also for tokens that are out"),
        ].map { path, isRevocation, summary in
            .send(path, Permission(.clientApplication, .write), summary) { (call, request: ClientGrant) in
                ClientApplicationItem(
                    try await applications.grant(
                        try call.parameter("application"), permissions: request.permissions ?? [],
                        delegated: request.delegated ?? [], isRevocation: isRevocation, as: call.caller))
            }
        }
    }
}

extension ClientApplicationRequest {
    /// Half a year for the first secret, unless said otherwise.
    fileprivate var registration: ClientApplicationService.Registration {
        get throws {
            let lifetime = secretExpiresIn ?? "180d"
            return ClientApplicationService.Registration(
                name: name, isConfidential: !(isPublic ?? false), redirectURIs: redirectURIs ?? [],
                permissions: permissions ?? [], delegated: delegated ?? [],
                secretLifetime: lifetime == "none" ? nil : try Duration.reading(lifetime, of: "secretExpiresIn"))
        }
    }
}

extension ClientApplicationItem {
    init(_ application: ClientApplication) {
        self.init(
            id: application.id, name: application.name, isEnabled: application.isEnabled,
            isPublic: !application.isConfidential, redirectURIs: application.redirectURIs,
            permissions: application.permissions, delegated: application.delegated,
            secrets: application.secrets.map {
                ClientSecretItem(id: $0.id, expiresAt: $0.expiresAt, createdAt: $0.createdAt)
            },
            certificates: application.certificates.map {
                ClientCertificateItem(thumbprint: $0.thumbprint, subject: $0.subject, notAfter: $0.notAfter)
            }, createdAt: application.createdAt, updatedAt: application.updatedAt)
    }
}
