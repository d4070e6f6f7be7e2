import GatehouseKeys
public import GatehouseModel
import GatehouseWire

extension HeldScript {
    /// The script as it may be kept: with the reason for which it is not run, if its signature does not fit.
    ///
    /// - Parameters:
    ///   - ownChain: PEM of the device's own chain, whose issuer must have certified the signer.
    ///   - platform: the one that this device has.
    public func checked(tenant: TenantID, ownChain: String, platform: Platform) -> HeldScript {
        var held = self
        held.refusal = nil
        let statement = DiscoveryStatement(
            tenant: tenant, terms: script.terms, approvedAt: script.approvedAt, expiresAt: script.expiresAt)
        do throws(KeyError) {
            try statement.verify(
                script: Array(script.text.utf8), signature: script.signature, signer: signer, ownChain: ownChain,
                received: receivedAt)
            if script.terms.platform != platform {
                held.refusal = "the script is for \(script.terms.platform.rawValue)"
            }
        } catch {
            held.refusal = error.message
        }
        return held
    }
}
