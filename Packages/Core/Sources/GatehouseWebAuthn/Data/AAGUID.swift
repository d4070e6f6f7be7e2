import GatehouseModel

/// Which model of authenticator made a credential: 16 bytes that its vendor chose.
///
/// Only an attestation that verified and is trusted proves it; else it is what the client said.
public struct AAGUID: Hashable, Sendable {
    /// 16 bytes.
    public let bytes: [UInt8]

    /// Takes 16 bytes, and no other number of them.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        self.bytes = Array(bytes)
    }

    /// Reads the form of a UUID: 8-4-4-4-12 hexadecimal digits.
    public init?(_ text: String) {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        guard groups.map(\.utf8.count) == [8, 4, 4, 4, 12], let bytes = Hex.decode(groups.joined()) else { return nil }
        self.init(bytes: bytes)
    }

    /// All zeros: the model is not told.
    public var isUnknown: Bool { bytes.allSatisfy { $0 == 0 } }
}

extension AAGUID: CustomStringConvertible {
    /// The form of a UUID, lower case.
    public var description: String {
        let digits = Hex.encode(bytes)
        var groups = [Substring]()
        var rest = digits[...]
        for length in [8, 4, 4, 4, 12] {
            groups.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return groups.joined(separator: "-")
    }
}
