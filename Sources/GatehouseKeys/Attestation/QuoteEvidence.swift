public import GatehouseTPM

/// What a device shows of its boot: a quote, the registers that it covers, and how they came about.
public struct QuoteEvidence: Hashable, Sendable {
    /// The quote and its signature.
    public var statement: SignedAttestation
    /// What the registers hold.
    public var registers: PCRValues
    /// The firmware's event log; `nil` when there is none, or it has not changed since it was last sent.
    public var eventLog: [UInt8]?

    /// Takes what a peer sent, unread.
    public init(statement: SignedAttestation, registers: PCRValues, eventLog: [UInt8]? = nil) {
        self.statement = statement
        self.registers = registers
        self.eventLog = eventLog
    }
}

/// What a device was asked to quote, and what is remembered of its last quote.
public struct QuoteChallenge: Hashable, Sendable {
    /// Random bytes that are signed along.
    public var nonce: [UInt8]
    /// Which registers.
    public var selection: PCRSelection
    /// `nil` for the first quote.
    public var lastClock: TPMClock?

    /// Asks for the usual registers, and for a first quote, unless told otherwise.
    public init(nonce: [UInt8], selection: PCRSelection = Self.usualSelection, lastClock: TPMClock? = nil) {
        self.nonce = nonce
        self.selection = selection
        self.lastClock = lastClock
    }

    /// What firmware (0–7), the boot loader (8, 9), IMA (10), the unified kernel image (11–13) and the machine owner's
    /// keys (14) extend, in SHA-256.
    public static let usualSelection = PCRSelection(.sha256, 0...14)
}

/// What a checked quote shows.
public struct VerifiedQuote: Hashable, Sendable {
    /// To be remembered: the next quote must not be older.
    public var clock: TPMClock
    /// The maker's number of the firmware.
    public var firmwareVersion: UInt64
    /// What the registers hold.
    public var registers: PCRValues
    /// `nil` without an event log.
    public var boot: MeasuredBoot?

    /// What a quote showed; only ``AttestationKey/quote(_:answering:)`` makes it worth anything.
    public init(clock: TPMClock, firmwareVersion: UInt64, registers: PCRValues, boot: MeasuredBoot? = nil) {
        self.clock = clock
        self.firmwareVersion = firmwareVersion
        self.registers = registers
        self.boot = boot
    }
}

/// What an event log says that the registers bear out.
public struct MeasuredBoot: Hashable, Sendable {
    /// Registers that the log explains in full; what the operating system extended later is not among them.
    public var explained: [Int]
    /// Whether firmware started with Secure Boot on; `nil` when it did not measure that.
    public var secureBootIsOn: Bool?
}
