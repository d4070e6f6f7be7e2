import GatehouseKeys
public import GatehouseModel

/// The discovery scripts of one device, with what shows that they may be run.
public struct DeliveredScripts: Hashable, Sendable {
    /// What stands for them in the answers to check-ins; `nil` when there are none.
    public var stand: String?
    /// In the order of names.
    public var scripts: [ApprovedScript]
    /// PEM of the certificate of the key that signed them; empty when there are none.
    public var signer: String
}

/// Hands discovery scripts to the devices that they reach.
public struct ScriptDelivery: Sendable {
    private let store: any Store
    private let policies: PolicyBook
    private let authority: any Authority
    private let clock: Clock

    /// Makes the service; `policies` holds what was approved.
    public init(store: any Store, policies: PolicyBook, authority: any Authority, clock: Clock) {
        self.store = store
        self.policies = policies
        self.authority = authority
        self.clock = clock
    }

    /// Every approved script that reaches the device; those of a device that is not enrolled are none.
    public func scripts(_ tenant: TenantID, device: DeviceID) async throws -> DeliveredScripts {
        let now = clock.now
        let (found, chain) = try await store.read(tenant) { (try $0.device(device), try $0.newestChain(of: device)) }
        guard let record = found else {
            throw ServiceError(.identityUnknown, "this device is not known here", hint: "enrol again")
        }
        let scripts = policies.scripts(reaching: record.device, of: tenant, at: now)
        guard !scripts.isEmpty else { return DeliveredScripts(stand: nil, scripts: [], signer: "") }
        return DeliveredScripts(
            stand: scripts.stand, scripts: try await signed(scripts, tenant),
            signer: try await authority.scriptSigner(tenant: tenant, for: chain, now: now))
    }

    /// Without those that a key signed which is not believed any more: they must be approved anew.
    private func signed(_ scripts: [ApprovedScript], _ tenant: TenantID) async throws -> [ApprovedScript] {
        var signed = [ApprovedScript]()
        for var script in scripts {
            let statement = DiscoveryStatement(
                tenant: tenant, terms: script.terms, approvedAt: script.approvedAt, expiresAt: script.expiresAt)
            do throws(AuthorityError) {
                script.signature = try await authority.currentSignature(
                    script.signature, of: statement.bytes, tenant: tenant)
                signed.append(script)
            } catch {
                guard error.code == .refused else { throw error }
            }
        }
        return signed
    }
}

extension StoreReading {
    /// The chain of the certificate that the device was issued last; `nil` when it has none.
    func newestChain(of device: DeviceID) throws -> String? {
        try certificates(of: device).max { $0.notBefore < $1.notBefore }?.chain
    }
}
