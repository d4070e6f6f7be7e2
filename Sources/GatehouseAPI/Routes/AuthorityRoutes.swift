import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire

/// The keys of the tenant's authority, and the key that seals the server's secrets.
enum AuthorityRoutes {
    static func routes(_ authority: AuthorityService) -> [Route] {
        [show(authority), rotation(authority), retirement(authority)] + rootKeyRoutes(authority)
            + [sealingRotation(authority)]
    }

    private static func show(_ authority: AuthorityService) -> Route {
        .read(APIRoute.authority, Permission(.authority, .read), "The certificates of the authority") { call in
            try call.allowQuery([])
            return try AuthorityItem(try await authority.show(call.caller.tenant))
        }
    }

    private static func rotation(_ authority: AuthorityService) -> Route {
        .send(
            APIRoute.authorityRotation, Permission(.authority, .write),
            "Puts a new key in the place of one of the authority's"
        ) { (call, request: AuthorityRotation) in
            let steps: [String: AuthorityStep] = [
                "issuing": .rotateIssuing, "scripts": .rotateScripts, "root": .beginRoot,
                "rootFinish": .finishRoot(isAtOnce: request.now ?? false), "rootCancel": .cancelRoot,
            ]
            return try await authority.taking(try Self.step(request.step, among: steps), call)
        }
    }

    private static func retirement(_ authority: AuthorityService) -> Route {
        .send(
            APIRoute.authorityRetirement, Permission(.authority, .write),
            "Takes nothing any more that former keys signed"
        ) { (call, request: AuthorityRetirement) in
            let steps: [String: AuthorityStep] = [
                "issuing": .retireIssuing(isAtOnce: request.now ?? false), "scripts": .retireScripts,
            ]
            return try await authority.taking(try Self.step(request.key, among: steps), call)
        }
    }

    private static func rootKeyRoutes(_ authority: AuthorityService) -> [Route] {
        [
            .send(
                APIRoute.rootKeyCopy, Permission(.authority, .write),
                "Hands out the root's key, to be kept elsewhere"
            ) { (call, request: AuthorityReason) in
                let copied = try await authority.perform(.copyRootKey, reason: request.reason, as: call.caller)
                return RootKey(key: copied.rootKey ?? "")
            },
            .send(
                APIRoute.rootKeyRemoval, Permission(.authority, .write),
                "Takes the root's key out of the server, once it was copied"
            ) { (call, request: RootKey) in
                try await authority.taking(.removeRootKey(request.key), call)
            },
            .send(
                APIRoute.rootKeyReturn, Permission(.authority, .write), "Puts the root's key back"
            ) { (call, request: RootKey) in
                try await authority.taking(.putRootKey(request.key), call)
            },
        ]
    }

    private static func sealingRotation(_ authority: AuthorityService) -> Route {
        .send(
            APIRoute.sealingRotation, Permission(.authority, .write),
            "Seals every secret of the server under the newest key of secrets.key"
        ) { (call, request: AuthorityReason) in
            let done = try await authority.rotateSealingKey(reason: request.reason, as: call.caller)
            return SealingRotation(
                sealed: Int64(done.sealed), current: Int64(done.current), unreadable: Int64(done.unreadable))
        }
    }

    private static func step(_ name: String, among steps: [String: AuthorityStep]) throws -> AuthorityStep {
        guard let step = steps[name] else {
            throw ServiceError(
                .invalid, "there is nothing named `\(name.prefix(64))` to do",
                hint: "one of: \(steps.keys.sorted().joined(separator: ", "))")
        }
        return step
    }
}

extension AuthorityService {
    /// The authority after the step.
    fileprivate func taking(_ step: AuthorityStep, _ call: Call) async throws -> AuthorityItem {
        try AuthorityItem(try await perform(step, as: call.caller).overview)
    }
}

extension AuthorityItem {
    fileprivate init(_ overview: AuthorityOverview) throws {
        self.init(
            certificates: try overview.certificates.map { certificate in
                let read = try certificate.particulars
                return AuthorityCertificateItem(
                    role: certificate.role.rawValue, fingerprint: read.fingerprint, notBefore: read.notBefore,
                    notAfter: read.notAfter, certificate: certificate.pem)
            }, holdsRootKey: overview.holdsRootKey, formerScriptKeys: Int64(overview.formerScriptKeys))
    }
}
