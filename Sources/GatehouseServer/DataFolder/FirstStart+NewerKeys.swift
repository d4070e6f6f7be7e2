import GatehouseKeys
import GatehouseModel
import GatehouseService
import Logging

extension FirstStart {
    /// Takes the keys that were added to the file, or removed from it, since it was read.
    ///
    /// A file that cannot be used, or without which something could not be opened any more, is not taken; the log says
    /// why.
    func takeNewerKeys(into keys: SealingKeys, given: String, owner: TenantID) async {
        let path = given.isEmpty ? folder.sealingKey : given
        do {
            guard let text = folder.read(path) else {
                throw ConfigurationError(message: "`\(path)` cannot be read")
            }
            guard let newer = SealingKeys(text) else {
                throw ConfigurationError(message: SealingKeys.complaint(of: path))
            }
            guard newer.text != keys.text else { return }
            try refuseToShare(path)
            if let lost = try await sealed(under: keys, andNot: newer) {
                throw ConfigurationError(
                    message: "`\(path)` lacks the key that \(lost) is sealed under",
                    hint: "put the line back that was removed, until `gatehouse authority rotate-sealing-key` says 0")
            }
            if let row = try await store.read(owner, { try $0.sealedAuthority() }) {
                newer.follow(row, for: SealingPurpose.authority(of: owner))
            }
            keys.replace(by: newer)
            logger.notice("took the newer sealing keys", metadata: ["file": "\(path)", "keys": "\(newer.count)"])
        } catch {
            logger.error("kept the sealing keys: the newer ones are not taken", metadata: ["error": "\(error)"])
        }
    }

    /// The first thing that the older keys open and the newer ones do not.
    private func sealed(under older: SealingKeys, andNot newer: SealingKeys) async throws -> String? {
        func isLost(_ sealed: [UInt8], _ purpose: String) -> Bool {
            newer.open(sealed, for: purpose) == nil && older.open(sealed, for: purpose) != nil
        }
        for tenant in try await store.tenants() where tenant.state != .deleting {
            let (row, secrets) = try await store.read(tenant.id) { (try $0.sealedAuthority(), try $0.secrets()) }
            if let row, isLost(row, SealingPurpose.authority(of: tenant.id)) {
                return "the authority of the tenant `\(tenant.name)`"
            }
            let lost = secrets.first { isLost($0.sealed, SealingPurpose.secret($0.name, of: tenant.id)) }
            if let lost { return "the secret `\(lost.name)` of the tenant `\(tenant.name)`" }
        }
        return nil
    }
}
