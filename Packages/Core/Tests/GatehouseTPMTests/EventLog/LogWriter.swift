@testable import GatehouseTPM

/// Writes an event log as firmware does, with one SHA-256 bank.
struct LogWriter {
    private(set) var bytes: [UInt8]

    init(banks: [(TPMAlgorithm, Int)] = [(.sha256, 32)]) {
        let signature = Array("Spec ID Event03".utf8) + [0]
        var header = signature + [0, 0, 0, 0, 0, 2, 0, 2] + Self.little(UInt32(banks.count))
        for (algorithm, size) in banks { header += Self.little(algorithm.rawValue) + Self.little(UInt16(size)) }
        header += [0]
        bytes = Self.little(UInt32(0)) + Self.little(UInt32(3)) + [UInt8](repeating: 0, count: 20)
        bytes += Self.little(UInt32(header.count)) + header
    }

    /// Adds an event; without a digest of its own it is that of the data.
    mutating func add(_ register: UInt32, _ type: FirmwareEvent.Kind, _ data: [UInt8], digest: [UInt8]? = nil) {
        bytes += Self.little(register) + Self.little(type.rawValue) + Self.little(UInt32(1))
        bytes += Self.little(TPMAlgorithm.sha256.rawValue)
        bytes += digest ?? referenceDigest(.sha256, data) ?? []
        bytes += Self.little(UInt32(data.count)) + data
    }

    static func variable(_ name: String, _ data: [UInt8], vendorStart: UInt8 = 0x61) -> [UInt8] {
        let vendor: [UInt8] = [
            vendorStart, 0xDF, 0xE4, 0x8B, 0xCA, 0x93, 0xD2, 0x11, 0xAA, 0x0D, 0x00, 0xE0, 0x98, 0x03, 0x2B, 0x8C,
        ]
        let characters = Array(name.utf16)
        return vendor + little(UInt64(characters.count)) + little(UInt64(data.count)) + characters.flatMap(little)
            + data
    }

    static func little<Number: FixedWidthInteger & UnsignedInteger>(_ number: Number) -> [UInt8] {
        stride(from: 0, to: Number.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: number >> Number($0)) }
    }
}
