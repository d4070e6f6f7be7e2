import GatehouseDocuments
import GatehouseModel

extension StoreWriting {
    /// Tells those who approve, where the tenant's settings name a channel for them.
    func postApproval(of approval: EnrolmentApproval) throws {
        try post(
            Notice(
                kind: .enrolmentAwaitsApproval,
                key: Notice.key(.enrolmentAwaitsApproval, approval.id.description), createdAt: approval.createdAt,
                deadline: approval.expiresAt,
                particulars: [
                    .deviceName: approval.applicant.name, .devicePlatform: approval.applicant.platform.rawValue,
                    .reference: approval.id.description,
                ],
                channels: try tenantSettings().approvalChannels))
    }
}
