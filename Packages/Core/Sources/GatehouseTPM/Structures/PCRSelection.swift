/// `TPML_PCR_SELECTION`: which platform configuration registers, of which banks.
public struct PCRSelection: Hashable, Sendable {
    /// How many registers a bank has.
    public static let registers = 24
    /// How many banks are read at most.
    public static let bankLimit = 8

    /// The banks in the order in which their registers are digested.
    public var banks: [Bank]

    /// Selects registers of several banks.
    public init(banks: [Bank]) { self.banks = banks }

    /// Registers of one bank; numbers from ``registers`` on are left out.
    public init(_ hash: TPMAlgorithm, _ registers: some Sequence<Int>) {
        banks = [Bank(hash: hash, registers: registers)]
    }

    init(from reader: inout ByteReader) throws(TPMError) {
        let count: UInt32 = try reader.number()
        guard count <= Self.bankLimit else { throw .tooLarge(limit: Self.bankLimit) }
        banks = []
        for _ in 0..<count { banks.append(try Bank(from: &reader)) }
    }

    func write(to writer: inout ByteWriter) {
        writer.number(UInt32(clamping: banks.count))
        for bank in banks { bank.write(to: &writer) }
    }

    /// Nothing is selected.
    public var isEmpty: Bool { banks.allSatisfy { $0.bits == 0 } }

    /// Every selected register, in the order in which they are digested.
    public var positions: [PCRPosition] {
        banks.flatMap { bank in bank.registers.map { PCRPosition(hash: bank.hash, register: $0) } }
    }

    /// The registers of one bank that are selected.
    public struct Bank: Hashable, Sendable {
        /// The bank.
        public var hash: TPMAlgorithm
        /// Bit n is register n.
        var bits: UInt32

        /// Selects registers; numbers that no TPM has are left out.
        public init(hash: TPMAlgorithm, registers: some Sequence<Int>) {
            self.hash = hash
            bits = registers.filter { (0..<PCRSelection.registers).contains($0) }.reduce(0) { $0 | 1 << UInt32($1) }
        }

        init(from reader: inout ByteReader) throws(TPMError) {
            hash = try .hash(from: &reader)
            let size: UInt8 = try reader.number()
            guard (1...4).contains(size) else { throw .unsupported("size of a PCR selection", UInt64(size)) }
            bits = 0
            for (index, byte) in try reader.bytes(Int(size)).enumerated() { bits |= UInt32(byte) << UInt32(index * 8) }
            guard bits >> UInt32(PCRSelection.registers) == 0 else {
                throw .malformed("a register above \(PCRSelection.registers - 1) is selected")
            }
        }

        func write(to writer: inout ByteWriter) {
            writer.number(hash.rawValue)
            writer.number(UInt8(3))
            for shift in [0, 8, 16] as [UInt32] { writer.number(UInt8(truncatingIfNeeded: bits >> shift)) }
        }

        /// The registers that are selected, ascending.
        public var registers: [Int] { (0..<PCRSelection.registers).filter { bits >> UInt32($0) & 1 == 1 } }
    }
}

/// One platform configuration register of one bank.
public struct PCRPosition: Hashable, Sendable {
    /// The bank.
    public var hash: TPMAlgorithm
    /// The number of the register, from zero.
    public var register: Int

    /// Names one register of one bank.
    public init(hash: TPMAlgorithm, register: Int) {
        self.hash = hash
        self.register = register
    }
}

/// What platform configuration registers hold.
public typealias PCRValues = [PCRPosition: [UInt8]]
