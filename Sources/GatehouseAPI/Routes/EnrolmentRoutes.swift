import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire

/// Enrolments that need somebody's word.
enum EnrolmentRoutes {
    static func routes(_ enrolments: EnrolmentApprovalService) -> [Route] {
        let read = Permission(.enrolment, .read)
        return [
            .read(
                APIRoute.enrolments, read, "Enrolments that need or needed somebody's word, newest first",
                query: QueryParameter.list(ListField.enrolments, filter: "state eq 'pending'")
            ) { call in
                let newest = ListQuery.Order(field: "createdAt", isDescending: true)
                let query = try call.listQuery(ListField.enrolments, orderedBy: [newest])
                let page = try await enrolments.list(call.caller.tenant, query)
                return ListPage(items: page.elements.map(EnrolmentItem.init), next: page.next)
            },
            .read(APIRoute.enrolment, read, "What is known of a machine that waits to be let in") { call in
                try call.allowQuery([])
                return EnrolmentItem(
                    try await enrolments.find(call.caller.tenant, try call.identifier("id", of: "enrolment")))
            },
            decision(APIRoute.enrolmentApproval, "Lets a machine in when it asks again", enrolments.approve),
            decision(APIRoute.enrolmentRejection, "Refuses a machine, which is told why", enrolments.reject),
        ]
    }

    private static func decision(
        _ path: String, _ summary: String,
        _ decide: @escaping @Sendable (TenantID, EnrolmentID, String, String) async throws -> EnrolmentDossier
    ) -> Route {
        .send(path, Permission(.enrolment, .approve), summary) { (call, request: EnrolmentDecisionRequest) in
            EnrolmentItem(
                try await decide(
                    call.caller.tenant, try call.identifier("id", of: "enrolment"), request.reason ?? "",
                    call.caller.actor))
        }
    }
}

extension EnrolmentItem {
    init(_ dossier: EnrolmentDossier) {
        let approval = dossier.approval
        let applicant = approval.applicant
        self.init(
            id: approval.id, state: State(approval.state), cause: Cause(approval.cause), name: applicant.name,
            platform: applicant.platform, manufacturer: applicant.manufacturer, model: applicant.model,
            serialNumber: applicant.serialNumber, operatingSystem: applicant.operatingSystem,
            address: applicant.address, endorsement: applicant.endorsement,
            endorsementKeyHash: applicant.endorsementKeyHash.isEmpty ? nil : applicant.endorsementKeyHash,
            code: approval.code, codeCreatedBy: dossier.codeCreatedBy, hardware: approval.hardware,
            ownership: dossier.profile?.ownership ?? .company, groups: dossier.profile?.groups ?? [],
            owner: dossier.profile?.owner, createdAt: approval.createdAt, lastAskedAt: approval.lastAskedAt,
            expiresAt: approval.expiresAt, decidedAt: approval.decidedAt, decidedBy: approval.decidedBy,
            reason: approval.reason.isEmpty ? nil : approval.reason, device: approval.device)
    }
}

extension EnrolmentItem.State {
    fileprivate init(_ state: EnrolmentApproval.State) {
        self =
            switch state {
            case .pending: .pending
            case .approved: .approved
            case .rejected: .rejected
            case .expired: .expired
            case .enrolled: .enrolled
            }
    }
}

extension EnrolmentItem.Cause {
    fileprivate init(_ cause: EnrolmentApproval.Cause) {
        self =
            switch cause {
            case .code: .code
            case .serialNumber: .serialNumber
            case .quota: .quota
            case .tenant: .tenant
            case .returning: .returning
            }
    }
}
