import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseService
import SwiftASN1
import X509

/// What a leaf certificate says besides its key and times.
struct CertificateProfile {
    /// Certificates begin this much in the past, for devices whose clocks are behind.
    static let backdating = Duration.seconds(300)
    /// The longest that browsers accept of a server (CA/Browser Forum baseline requirements §6.3.2).
    static let longestServerLifetime = Duration.seconds(397 * 86_400)

    var commonName: String
    var names: [GeneralName]
    var usage: ExtendedKeyUsage.Usage

    /// A device's client certificate.
    static func device(_ tenant: TenantID, _ device: DeviceID) -> Self {
        let uri = IdentityName.device(tenant, device).description
        return Self(commonName: device.description, names: [.uniformResourceIdentifier(uri)], usage: .clientAuth)
    }

    /// The certificate of an account's browser on a device.
    ///
    /// Each has a subject of its own: a browser's store knows certificates of one subject by one name.
    static func browser(_ tenant: TenantID, _ device: DeviceID, account: UInt32) -> Self {
        let uri = IdentityName.browser(tenant, device, account).description
        let number = String(serial().bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }, radix: 16)
        return Self(
            commonName: "Gatehouse browser \(number)", names: [.uniformResourceIdentifier(uri)], usage: .clientAuth)
    }

    /// An enforcement point's client certificate; refuses what cannot stand in a SPIFFE ID.
    static func enforcementPoint(_ tenant: TenantID, _ name: String) throws(AuthorityError) -> Self {
        let uri = IdentityName.enforcementPoint(tenant, name).description
        guard IdentityName(uri) != nil else {
            throw AuthorityError(
                .badRequest,
                "`\(name.prefix(128))` is not a name of an enforcement point\n"
                    + "hint: use letters, digits, `-`, `_` and `.`")
        }
        return Self(
            commonName: String(name.prefix(64)), names: [.uniformResourceIdentifier(uri)], usage: .clientAuth)
    }

    /// The certificate of the key that signs scripts.
    static func scriptSigner(_ tenant: TenantID) -> Self {
        let uri = IdentityName.scriptSigner(tenant).description
        return Self(commonName: "Gatehouse scripts", names: [.uniformResourceIdentifier(uri)], usage: .codeSigning)
    }

    /// A server's certificate for DNS names and addresses; refuses an empty list and what is neither.
    static func server(_ names: [String]) throws(AuthorityError) -> Self {
        guard let first = names.first else {
            throw AuthorityError(.badRequest, "a server certificate needs a name")
        }
        var general = [GeneralName]()
        for name in names { general.append(try generalName(name)) }
        let commonName = first.utf8.count <= 64 ? first.lowercased() : "Gatehouse"
        return Self(commonName: commonName, names: general, usage: .serverAuth)
    }

    private static func generalName(_ name: String) throws(AuthorityError) -> GeneralName {
        if let address = IPAddress(name) {
            return .ipAddress(ASN1OctetString(contentBytes: address.networkBytes[...]))
        }
        let labels = name.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        let isName =
            name.utf8.count <= 253
            && labels.enumerated().allSatisfy { index, label in
                index == 0 && labels.count > 2 && label == "*" || isLabel(label)
            }
        guard isName else {
            throw AuthorityError(.badRequest, "`\(name.prefix(253))` is neither a DNS name nor an address")
        }
        return .dnsName(name.lowercased())
    }

    /// RFC 1123 §2.1, and the underscore that machines are named with all the same.
    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
            && label.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    /// 16 random bytes, positive and without a leading zero (RFC 5280 §4.1.2.2).
    static func serial() -> Certificate.SerialNumber {
        var generator = SystemRandomNumberGenerator()
        var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        bytes[0] = bytes[0] & 0x7F | 0x40
        return Certificate.SerialNumber(bytes: bytes)
    }
}

extension IPAddress {
    /// 4 bytes of an IPv4 address, 16 of another.
    fileprivate var networkBytes: [UInt8] {
        let bytes = [high, low].flatMap { word in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
        }
        return isIPv4 ? Array(bytes.suffix(4)) : bytes
    }
}

extension Date {
    /// The whole second at or before the instant: certificates have no fractions.
    init(_ instant: Instant) {
        self.init(timeIntervalSince1970: (Double(instant.milliseconds) / 1000).rounded(.down))
    }
}

extension Instant {
    init(_ date: Date) { self.init(seconds: Int64(date.timeIntervalSince1970.rounded(.down))) }
}
