import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire

/// Codes that let machines enrol.
enum EnrolmentCodeRoutes {
    static func routes(_ codes: EnrolmentCodeService, _ clock: Clock) -> [Route] {
        [
            .read(APIRoute.enrolmentCodes, Permission(.enrolmentCode, .read), "All enrolment codes, newest first") {
                call in
                try call.allowQuery([])
                let now = clock.now
                return ListPage(
                    items: try await codes.list(call.caller.tenant).map { EnrolmentCodeItem($0, at: now) })
            },
            .send(
                APIRoute.enrolmentCodes, Permission(.enrolmentCode, .create), "A new code, shown this once",
                status: 201
            ) { (call, request: EnrolmentCodeRequest) in
                let created = try await codes.create(
                    call.caller.tenant, uses: request.uses,
                    lifetime: try Duration.reading(request.expiresIn, of: "expiresIn"),
                    profile: EnrolmentProfile(
                        ownership: request.ownership, trustType: request.trustType ?? .azureAd,
                        management: request.management ?? .managed, groups: request.groups, owner: request.owner),
                    requiresApproval: request.requiresApproval ?? false, actor: call.caller.actor)
                return EnrolmentCodeCreated(
                    code: created.secret, enrolmentCode: EnrolmentCodeItem(created.code, at: clock.now))
            },
            .delete(
                APIRoute.enrolmentCode, Permission(.enrolmentCode, .revoke),
                "Ends a code at once; devices that it enrolled stay"
            ) { call in
                try await codes.revoke(
                    call.caller.tenant, id: try call.identifier("id", of: "enrolment code"), actor: call.caller.actor)
            },
        ]
    }
}

extension EnrolmentCodeItem {
    init(_ code: EnrolmentCode, at now: Instant) {
        let state: State =
            if code.revokedAt != nil {
                .revoked
            } else if code.usesMade >= code.usesAllowed {
                .usedUp
            } else if code.expiresAt <= now {
                .expired
            } else {
                .usable
            }
        self.init(
            id: code.id, state: state, ownership: code.profile.ownership, groups: code.profile.groups,
            trustType: code.profile.trustType, management: code.profile.management, owner: code.profile.owner,
            requiresApproval: code.requiresApproval, usesAllowed: code.usesAllowed, usesMade: code.usesMade,
            createdAt: code.createdAt, createdBy: code.createdBy, expiresAt: code.expiresAt,
            revokedAt: code.revokedAt)
    }
}
