/// Reads platform configuration registers, as many as the TPM gives at once (TPM 2.0 part 3 §22.4).
public struct ReadPCRs: TPMCommand {
    /// `TPM_CC` of the command.
    public static let code: UInt32 = 0x17E

    /// Which registers.
    public var selection: PCRSelection

    /// Makes the command; nothing is checked before the TPM does.
    public init(selection: PCRSelection) { self.selection = selection }

    /// Appends the parameters in the order of the specification.
    public func writeParameters(to writer: inout ByteWriter) { selection.write(to: &writer) }

    /// Reads the parameters of the answer.
    public func readAnswer(_ handle: TPMHandle, _ reader: inout ByteReader) throws(TPMError) -> Reading {
        let counter: UInt32 = try reader.number()
        let positions = try PCRSelection(from: &reader).positions
        let count: UInt32 = try reader.number()
        guard Int(count) == positions.count, count <= 8 else { throw .malformed("other registers than selected") }
        var values = PCRValues()
        for position in positions { values[position] = try reader.sized(atMost: 64) }
        return Reading(updateCounter: counter, values: values)
    }

    /// Some registers at one moment.
    public struct Reading: Hashable, Sendable {
        /// Rises with every change of a register.
        public var updateCounter: UInt32
        /// What the registers hold.
        public var values: PCRValues
    }
}

/// Asks how large an index of the TPM's memory is (TPM 2.0 part 3 §31.6).
public struct ReadMemoryPublic: TPMCommand {
    /// `TPM_CC` of the command.
    public static let code: UInt32 = 0x169

    /// Where in the memory.
    public var index: TPMHandle

    /// Makes the command; nothing is checked before the TPM does.
    public init(index: TPMHandle) { self.index = index }

    /// The objects that the command is about.
    public var handles: [TPMHandle] { [index] }

    /// Appends the parameters in the order of the specification.
    public func writeParameters(to writer: inout ByteWriter) {}

    /// Answers the size in bytes.
    public func readAnswer(_ handle: TPMHandle, _ reader: inout ByteReader) throws(TPMError) -> Int {
        let size = try reader.sized { inner throws(TPMError) in
            _ = try inner.bytes(4 + 2 + 4)  // index, name algorithm, attributes
            _ = try inner.sized(atMost: 64)
            return Int(try inner.number(UInt16.self))
        }
        _ = try reader.sized(atMost: TPMAttestation.nameLimit)
        return size
    }
}

/// Reads an index of the TPM's memory by its own, empty password (TPM 2.0 part 3 §31.13).
public struct ReadMemory: TPMCommand {
    /// `TPM_CC` of the command.
    public static let code: UInt32 = 0x14E
    /// How much is read at once, in bytes: less than any TPM gives.
    public static let stride = 512

    /// Where in the memory.
    public var index: TPMHandle
    /// Where to begin, in bytes.
    public var offset: Int
    /// How much to read, in bytes.
    public var count: Int

    /// Makes the command; nothing is checked before the TPM does.
    public init(index: TPMHandle, offset: Int, count: Int) {
        self.index = index
        self.offset = offset
        self.count = count
    }

    /// The objects that the command is about.
    public var handles: [TPMHandle] { [index, index] }
    /// One for each handle that needs one.
    public var authorisations: [TPMAuthorisation] { [.password] }

    /// Appends the parameters in the order of the specification.
    public func writeParameters(to writer: inout ByteWriter) {
        writer.number(UInt16(clamping: count))
        writer.number(UInt16(clamping: offset))
    }

    /// Reads the parameters of the answer.
    public func readAnswer(_ handle: TPMHandle, _ reader: inout ByteReader) throws(TPMError) -> [UInt8] {
        try reader.sized(atMost: count)
    }
}

/// Asks who made the TPM and which firmware it runs (TPM 2.0 part 3 §30.2).
public struct ReadProperties: TPMCommand {
    /// `TPM_CC` of the command.
    public static let code: UInt32 = 0x17A

    /// Asks for the maker and the firmware.
    public init() {}

    /// Appends the parameters in the order of the specification.
    public func writeParameters(to writer: inout ByteWriter) {
        writer.number(UInt32(6))  // TPM_CAP_TPM_PROPERTIES
        writer.number(Self.first)
        writer.number(UInt32(Self.count))
    }

    /// Reads the parameters of the answer.
    public func readAnswer(_ handle: TPMHandle, _ reader: inout ByteReader) throws(TPMError) -> TPMProperties {
        _ = try reader.number(UInt8.self)  // whether there are more
        guard try reader.number(UInt32.self) == 6 else { throw .malformed("another capability than asked for") }
        let count: UInt32 = try reader.number()
        guard count <= 256 else { throw .tooLarge(limit: 256) }
        var properties = [UInt32: UInt32]()
        for _ in 0..<count {
            let tag: UInt32 = try reader.number()
            properties[tag] = try reader.number()
        }
        return TPMProperties(properties)
    }

    /// `TPM_PT_MANUFACTURER` to `TPM_PT_FIRMWARE_VERSION_2`.
    private static let first: UInt32 = 0x105
    private static let count = 8
}

/// What a TPM says of its maker; nothing signs this.
public struct TPMProperties: Hashable, Sendable {
    /// The four letters of the TCG's vendor list: `IFX`, `STM`, `INTC`, `AMD`, `IBM`.
    public var manufacturer: String
    /// The maker's own text.
    public var vendor: String
    /// The maker's number of the firmware, by the TPM's own word.
    public var firmwareVersion: UInt64

    init(_ properties: [UInt32: UInt32]) {
        manufacturer = Self.text(of: [properties[0x105] ?? 0])
        vendor = Self.text(of: (0x106...0x109).map { properties[$0] ?? 0 })
        firmwareVersion = UInt64(properties[0x10B] ?? 0) << 32 | UInt64(properties[0x10C] ?? 0)
    }

    private static func text(of numbers: [UInt32]) -> String {
        let bytes = numbers.flatMap { number in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }
        let printable = bytes.filter { (0x20...0x7E).contains($0) }
        let end = printable.lastIndex { $0 != 0x20 }.map { $0 + 1 } ?? 0
        return String(decoding: printable[..<end], as: UTF8.self)
    }
}
