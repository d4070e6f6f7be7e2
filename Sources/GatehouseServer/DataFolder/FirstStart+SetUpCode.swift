import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseService
import Logging

extension FirstStart {
    /// Writes the code that makes the first administrator, as long as nobody used one.
    ///
    /// Only its hash is kept: where the file is lost before the code was used, another one takes its place. Where other
    /// nodes share the store the file is on the node that started first. A file whose code was used is removed.
    func offerSetUpCode(_ tenant: Tenant, now: Instant) async throws {
        let known = try await store.read(tenant.id) { try $0.setUpCode() }
        if known?.usedAt != nil {
            try? FileManager.default.removeItem(atPath: folder.setUpCode)
            return
        }
        let text = folder.read(folder.setUpCode)
        let isLost = text.map { $0.allSatisfy(\.isWhitespace) } ?? !isShared
        guard known == nil || isLost else { return }
        let code = Secret.randomCode()
        // First: a code that nobody knows would be no door at all.
        try folder.write(code + "\n", to: folder.setUpCode)
        let kept = SetUpCode(hash: SetUpService.hash(code), createdAt: now)
        let isOurs = try await store.write(tenant.id) { work in
            guard try work.setUpCode() == known else { return false }
            try work.save(kept)
            try work.audit(
                AuditEntry(at: now, actor: "system", action: "setUp.offer", target: "tenant/\(work.tenant)"))
            return true
        }
        if isOurs {
            logger.notice(
                "the set-up code of the first administrator was written",
                metadata: ["file": "\(folder.setUpCode)", "page": "/\(tenant.name)/setup"])
        } else {
            try? FileManager.default.removeItem(atPath: folder.setUpCode)
        }
    }
}
