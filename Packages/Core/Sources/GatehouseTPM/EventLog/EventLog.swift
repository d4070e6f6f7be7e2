/// The firmware's log of what it measured, in the crypto-agile format of TPM 2.0 (TCG PC Client Platform Firmware
/// Profile §10): `/sys/kernel/security/tpm0/binary_bios_measurements`.
///
/// The log itself is only a claim. It is worth what ``replay(_:_:)`` says: the registers of a quote bear it out or not.
public struct EventLog: Hashable, Sendable {
    /// Largest log that is read, in bytes.
    public static let sizeLimit = 1 << 20
    /// Most events that are read.
    public static let eventLimit = 8192

    /// The measurements, in their order.
    public var events: [FirmwareEvent]
    /// The locality that started the TPM: the first value of register 0.
    public var startupLocality: UInt8

    /// Takes the parts as they are; the TPM or the reader checks them.
    public init(events: [FirmwareEvent], startupLocality: UInt8 = 0) {
        self.events = events
        self.startupLocality = startupLocality
    }

    /// Reads a whole log; refuses one that ends within an event, or names a bank that its header did not announce.
    public init(bytes: [UInt8]) throws(TPMError) {
        guard bytes.count <= Self.sizeLimit else { throw .tooLarge(limit: Self.sizeLimit) }
        var reader = ByteReader(bytes)
        let sizes = try Self.header(&reader)
        events = []
        startupLocality = 0
        while !reader.isAtEnd {
            guard events.count < Self.eventLimit else { throw .tooLarge(limit: Self.eventLimit) }
            let event = try Self.event(&reader, sizes)
            if let locality = Self.startupLocality(in: event) { startupLocality = locality }
            events.append(event)
        }
    }

    /// `TCG_PCR_EVENT` that holds `TCG_EfiSpecIDEvent`; answers how long the digests of each bank are.
    private static func header(_ reader: inout ByteReader) throws(TPMError) -> [TPMAlgorithm: Int] {
        guard try reader.littleEndian(UInt32.self) == 0, try reader.littleEndian(UInt32.self) == 3 else {
            throw .malformed("the event log does not begin with its header")
        }
        _ = try reader.bytes(20)
        var inner = ByteReader(try reader.bytes(Int(try reader.littleEndian(UInt32.self))))
        guard try inner.bytes(16).elementsEqual(Array("Spec ID Event03".utf8) + [0]) else {
            throw .malformed("the event log is not in the format of TPM 2.0")
        }
        _ = try inner.bytes(8)  // platform class, version, size of a number
        let count = try inner.littleEndian(UInt32.self)
        guard (1...8).contains(count) else { throw .tooLarge(limit: 8) }
        var sizes = [TPMAlgorithm: Int]()
        for _ in 0..<count {
            let algorithm = TPMAlgorithm(rawValue: try inner.littleEndian())
            let size = Int(try inner.littleEndian(UInt16.self))
            guard (1...64).contains(size), (algorithm.digestSize ?? size) == size else {
                throw .malformed("digests of \(algorithm.name) do not have \(size) bytes")
            }
            sizes[algorithm] = size
        }
        _ = try inner.bytes(Int(try inner.number(UInt8.self)))
        try inner.finish()
        return sizes
    }

    /// `TCG_PCR_EVENT2`.
    private static func event(
        _ reader: inout ByteReader, _ sizes: [TPMAlgorithm: Int]
    ) throws(TPMError) -> FirmwareEvent {
        let register = try reader.littleEndian(UInt32.self)
        guard register < PCRSelection.registers else { throw .unsupported("register", UInt64(register)) }
        let type = FirmwareEvent.Kind(rawValue: try reader.littleEndian())
        let count = try reader.littleEndian(UInt32.self)
        guard count <= sizes.count else { throw .tooLarge(limit: sizes.count) }
        var digests = [TPMAlgorithm: [UInt8]]()
        for _ in 0..<count {
            let algorithm = TPMAlgorithm(rawValue: try reader.littleEndian())
            guard let size = sizes[algorithm] else { throw .unsupported("bank", UInt64(algorithm.rawValue)) }
            digests[algorithm] = Array(try reader.bytes(size))
        }
        let data = Array(try reader.bytes(Int(try reader.littleEndian(UInt32.self))))
        return FirmwareEvent(register: Int(register), type: type, digests: digests, data: data)
    }

    /// `TCG_EfiStartupLocalityEvent`.
    private static func startupLocality(in event: FirmwareEvent) -> UInt8? {
        let signature = Array("StartupLocality".utf8) + [0]
        guard event.type == .noAction, event.register == 0, event.data.count == signature.count + 1,
            event.data.starts(with: signature)
        else { return nil }
        return event.data.last
    }
}
