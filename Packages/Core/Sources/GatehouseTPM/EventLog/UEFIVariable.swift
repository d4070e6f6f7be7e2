/// `UEFI_VARIABLE_DATA`: a firmware variable as it was measured (TCG PC Client Platform Firmware Profile §10.2.6).
public struct UEFIVariable: Hashable, Sendable {
    /// The vendor's GUID as it stands in memory: the first three fields least significant byte first.
    public var vendor: [UInt8]
    /// What it is called.
    public var name: String
    /// What it holds.
    public var data: [UInt8]

    /// Reads one variable, and nothing else.
    public init(bytes: [UInt8]) throws(TPMError) {
        var reader = ByteReader(bytes)
        vendor = Array(try reader.bytes(16))
        let characters = try reader.littleEndian(UInt64.self)
        let size = try reader.littleEndian(UInt64.self)
        guard characters <= 256, size <= UInt64(reader.count) else { throw .endsEarly }
        var units = [UInt16]()
        for _ in 0..<characters { units.append(try reader.littleEndian()) }
        name = String(decoding: units, as: UTF16.self)
        data = Array(try reader.bytes(Int(size)))
        try reader.finish()
    }

    /// `SecureBoot` of the UEFI specification itself, and not of some vendor.
    public var isSecureBoot: Bool { name == "SecureBoot" && vendor == Self.globalVariable }

    /// `EFI_GLOBAL_VARIABLE`: 8BE4DF61-93CA-11D2-AA0D-00E098032B8C.
    private static let globalVariable: [UInt8] = [
        0x61, 0xDF, 0xE4, 0x8B, 0xCA, 0x93, 0xD2, 0x11, 0xAA, 0x0D, 0x00, 0xE0, 0x98, 0x03, 0x2B, 0x8C,
    ]
}
