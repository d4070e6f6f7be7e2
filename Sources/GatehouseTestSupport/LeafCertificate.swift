import SwiftASN1

/// Reads the certificates of others' chains.
public enum LeafCertificate {
    /// The first certificate of a PEM chain in DER.
    public static func der(of chain: String) throws -> [UInt8] {
        try PEMDocument.parseMultiple(pemString: chain).first?.derBytes ?? []
    }
}
