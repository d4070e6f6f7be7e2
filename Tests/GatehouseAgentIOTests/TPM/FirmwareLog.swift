import GatehouseKeys
import GatehouseModel
import GatehouseTPM

/// An event log as firmware writes it, with one SHA-256 bank.
struct FirmwareLog {
    private(set) var bytes: [UInt8]
    private(set) var events: [FirmwareEvent] = []

    init() {
        let header =
            Array("Spec ID Event03".utf8) + [0] + [0, 0, 0, 0, 0, 2, 0, 2] + Self.little(UInt32(1))
            + Self.little(TPMAlgorithm.sha256.rawValue) + Self.little(UInt16(32)) + [0]
        bytes = Self.little(UInt32(0)) + Self.little(UInt32(3)) + [UInt8](repeating: 0, count: 20)
        bytes += Self.little(UInt32(header.count)) + header
    }

    /// What a machine with Secure Boot measures, in short.
    static let typical: FirmwareLog = {
        var log = FirmwareLog()
        log.add(0, 0x8, Array("1.0".utf16.flatMap { little($0) }))
        log.add(7, 0x8000_0001, variable("SecureBoot", [1]))
        log.add(7, 0x8000_0001, variable("PK", []))
        for register in UInt32(0)...7 { log.add(register, 0x4, [0, 0, 0, 0]) }
        return log
    }()

    mutating func add(_ register: UInt32, _ type: UInt32, _ data: [UInt8]) {
        let digest = TPMHash.digest(.sha256, data) ?? []
        bytes += Self.little(register) + Self.little(type) + Self.little(UInt32(1))
        bytes += Self.little(TPMAlgorithm.sha256.rawValue) + digest + Self.little(UInt32(data.count)) + data
        events.append(
            FirmwareEvent(
                register: Int(register), type: .init(rawValue: type), digests: [.sha256: digest], data: data))
    }

    private static func variable(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let vendor: [UInt8] = [
            0x61, 0xDF, 0xE4, 0x8B, 0xCA, 0x93, 0xD2, 0x11, 0xAA, 0x0D, 0x00, 0xE0, 0x98, 0x03, 0x2B, 0x8C,
        ]
        let units = Array(name.utf16)
        return vendor + little(UInt64(units.count)) + little(UInt64(data.count)) + units.flatMap { little($0) } + data
    }

    private static func little<Number: FixedWidthInteger & UnsignedInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}

extension FirmwareEvent {
    var digestText: String { Hex.encode(digests[.sha256] ?? []) }
}
