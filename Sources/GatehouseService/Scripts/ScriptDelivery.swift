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
    ///
    /// - Parameter serial: of the certificate that it shows: it believes what that one's issuer signed.
    public func scripts(
        _ tenant: TenantID, device: DeviceID, showing serial: String? = nil
    ) async throws -> DeliveredScripts {
        let now = clock.now
        let (found, chain) = try await store.read(tenant) { work in
            (try work.device(device), try work.chain(of: device, showing: serial))
        }
        guard let record = found else {
            throw ServiceError(.identityUnknown, "this device is not known here", hint: "enrol again")
        }
        let scripts = policies.scripts(reaching: record.device, of: tenant, at: now)
        guard !scripts.isEmpty else { return DeliveredScripts(stand: nil, scripts: [], signer: "") }
        return DeliveredScripts(
            stand: scripts.stand, scripts: try await signed(scripts, tenant),
            signer: try await authority.scriptSigner(tenant: tenant, for: chain, now: now))
    }

    /// Signed by the key in use now; what no key of the authority signed, or one that is retired, goes as it is: the device
    /// does not run it, and says why.
    private func signed(_ scripts: [ApprovedScript], _ tenant: TenantID) async throws -> [ApprovedScript] {
        var signed = [ApprovedScript]()
        for var script in scripts {
            let statement = DiscoveryStatement(
                tenant: tenant, terms: script.terms, approvedAt: script.approvedAt, expiresAt: script.expiresAt)
            do throws(AuthorityError) {
                script.signature = try await authority.currentSignature(
                    script.signature, of: statement.bytes, tenant: tenant)
            } catch {
                guard error.code == .refused else { throw error }
            }
            signed.append(script)
        }
        return signed
    }
}

extension StoreReading {
    /// The chain of the device's certificate of this serial, or else of the one that it was issued last; `nil` when it
    /// has none.
    ///
    /// A device may show an older one: the answer to its renewal was lost.
    func chain(of device: DeviceID, showing serial: String?) throws -> String? {
        let known = try certificates(of: device)
        return (known.first { $0.serial == serial } ?? known.max { $0.notBefore < $1.notBefore })?.chain
    }
}
