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
        guard let record = try await store.read(tenant, { try $0.device(device) }) else {
            throw ServiceError(.identityUnknown, "this device is not known here", hint: "enrol again")
        }
        let scripts = policies.scripts(reaching: record.device, of: tenant, at: now)
        guard !scripts.isEmpty else { return DeliveredScripts(stand: nil, scripts: [], signer: "") }
        return DeliveredScripts(
            stand: scripts.stand, scripts: scripts, signer: try await authority.scriptSigner(tenant: tenant, now: now))
    }
}
