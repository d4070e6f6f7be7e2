import GatehouseModel

extension Tenant {
    /// Why nobody of the tenant is let in, in words for its people; `nil` while it is served.
    var suspension: String? {
        guard state != .active else { return nil }
        return "the organisation `\(name)` is suspended on this server" + (reason.isEmpty ? "" : ": \(reason)")
    }
}

extension ServiceError {
    /// The refusal of everybody of a tenant that is not served.
    init(suspended tenant: Tenant?) {
        self.init(
            .tenantSuspended, tenant?.suspension ?? "the organisation is suspended on this server",
            hint: "whoever operates the server can resume it: gatehouse tenant resume")
    }

    /// The refusal from memory, where the reason is not at hand.
    public static var suspended: ServiceError { ServiceError(suspended: nil) }
}

/// What tenants may be called: part of files' names and of what people type.
enum TenantName {
    static let longest = 40

    static func isName(_ name: String) -> Bool {
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        }
        let bytes = Array(name.utf8)
        guard (1...longest).contains(bytes.count), let first = bytes.first, let last = bytes.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && bytes.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
            // What reads as an identifier would be taken for one.
            && TenantID(name) == nil
    }
}
