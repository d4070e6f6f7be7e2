import GatehouseDocuments
import GatehouseModel

extension StoreWriting {
    /// Tells those who approve, where the tenant's settings name a channel for them.
    func postApproval(of batch: ActionBatch, _ actions: [DeviceAction]) throws {
        let only = actions.count == 1 ? try device(actions[0].device)?.device : nil
        try post(
            Notice(
                kind: .actionAwaitsApproval, key: Notice.key(.actionAwaitsApproval, batch.id.description),
                createdAt: batch.createdAt, device: only.map(Notice.Subject.init), deadline: batch.expiresAt,
                particulars: [
                    .action: batch.command.kind.rawValue, .requestedBy: batch.createdBy,
                    .reference: batch.id.description, .devices: String(batch.devices),
                ],
                channels: try tenantSettings().approvalChannels))
    }
}
