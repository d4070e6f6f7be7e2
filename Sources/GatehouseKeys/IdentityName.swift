public import GatehouseModel

/// Whom a certificate of ours names, as its one URI subject alternative name (SPIFFE ID).
public enum IdentityName: Hashable, Sendable {
    /// `spiffe://{tenant}/device/{device}`
    case device(TenantID, DeviceID)
    /// `spiffe://{tenant}/enforcement-point/{name}`
    case enforcementPoint(TenantID, String)
    /// `spiffe://{tenant}/authority/scripts`: the key that signs scripts.
    case scriptSigner(TenantID)
    /// `spiffe://{tenant}/browser/{device}/{account's number}`: the browsers of one account of a device.
    case browser(TenantID, DeviceID, UInt32)
    /// `spiffe://gatehouse/server`
    case server
}

extension IdentityName: LosslessStringConvertible {
    private static let scheme = "spiffe://"
    private static let serverText = "spiffe://gatehouse/server"

    /// Reads exactly what ``description`` writes; every other spelling is `nil`.
    public init?(_ description: String) {
        guard description.utf8.count <= 256 else { return nil }
        if description == Self.serverText {
            self = .server
            return
        }
        guard description.hasPrefix(Self.scheme) else { return nil }
        let parts = description.dropFirst(Self.scheme.count).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3 || (parts.count == 4 && parts[1] == "browser"), let tenant = TenantID(String(parts[0]))
        else { return nil }
        switch parts[1] {
        case "browser":
            guard parts.count == 4, let device = DeviceID(String(parts[2])), let account = UInt32(parts[3]) else {
                return nil
            }
            self = .browser(tenant, device, account)
        case "device":
            guard let device = DeviceID(String(parts[2])) else { return nil }
            self = .device(tenant, device)
        case "enforcement-point":
            guard Self.isSegment(parts[2]) else { return nil }
            self = .enforcementPoint(tenant, String(parts[2]))
        case "authority":
            guard parts[2] == "scripts" else { return nil }
            self = .scriptSigner(tenant)
        default: return nil
        }
        guard Array(self.description.utf8) == Array(description.utf8) else { return nil }
    }

    /// The SPIFFE ID.
    public var description: String {
        switch self {
        case .device(let tenant, let device): "\(Self.scheme)\(tenant)/device/\(device)"
        case .enforcementPoint(let tenant, let name): "\(Self.scheme)\(tenant)/enforcement-point/\(name)"
        case .scriptSigner(let tenant): "\(Self.scheme)\(tenant)/authority/scripts"
        case .browser(let tenant, let device, let account): "\(Self.scheme)\(tenant)/browser/\(device)/\(account)"
        case .server: Self.serverText
        }
    }

    /// Letters, digits, `.`, `-`, `_`, and not only dots (SPIFFE ID §2.2).
    private static func isSegment(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.count <= 128 && text != "." && text != ".."
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
