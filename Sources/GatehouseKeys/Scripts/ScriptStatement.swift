import Crypto
public import GatehouseModel

/// What the authority says of a script: that this device may run it, once, as this account, until then.
///
/// The signature is over ``bytes``: nothing of it can be changed or carried to another device or action.
public struct ScriptStatement: Hashable, Sendable {
    /// The organisation that allows it.
    public var tenant: TenantID
    /// The only device that may run it.
    public var device: DeviceID
    /// The only action under which it may be run.
    public var action: ActionID
    /// The script's digest, its account and its time limit.
    public var run: ScriptRun
    /// From then on it may not be begun.
    public var expiresAt: Instant

    /// Makes the statement; it is worth nothing without a signature.
    public init(tenant: TenantID, device: DeviceID, action: ActionID, run: ScriptRun, expiresAt: Instant) {
        self.tenant = tenant
        self.device = device
        self.action = action
        self.run = run
        self.expiresAt = expiresAt
    }

    /// What is signed: one line a member, in this order.
    ///
    /// No member can hold a line feed.
    public var bytes: [UInt8] {
        let lines = [
            "gatehouse script 1", "tenant \(tenant)", "device \(device)", "action \(action)", "sha256 \(run.digest)",
            "account \(run.account)", "timeLimit \(run.timeLimit.milliseconds)",
            "expiresAt \(expiresAt.milliseconds)",
        ]
        return Array(lines.map { $0 + "\n" }.joined().utf8)
    }

    /// SHA-256 of a script's bytes as ``GatehouseModel/ScriptRun/digest`` spells it.
    public static func digest(ofScript script: [UInt8]) -> String { Hex.encode(SHA256.hash(data: script)) }
}
