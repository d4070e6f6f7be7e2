/// `TPMS_CLOCK_INFO`: how long the TPM has run and how often it was reset; it tells an old state from a new one.
public struct TPMClock: Hashable, Sendable {
    /// Time in milliseconds that the TPM has been powered, ever since its owner last cleared it.
    public var milliseconds: UInt64
    /// How often the TPM was reset since it was last cleared.
    public var resetCount: UInt32
    /// How often the TPM resumed or restarted since the last reset.
    public var restartCount: UInt32
    /// No greater value of ``milliseconds`` was ever reported; false after power was lost without a shutdown.
    public var isSafe: Bool

    /// Takes the parts as they are; the TPM or the reader checks them.
    public init(milliseconds: UInt64, resetCount: UInt32, restartCount: UInt32, isSafe: Bool) {
        self.milliseconds = milliseconds
        self.resetCount = resetCount
        self.restartCount = restartCount
        self.isSafe = isSafe
    }

    /// By how much ``milliseconds`` may fall when power was lost without a shutdown: the longest interval at which a TPM
    /// saves its clock (TPM 2.0 part 1 §36.3), about 70 minutes.
    public static let saveInterval: UInt64 = 1 << 22

    init(from reader: inout ByteReader) throws(TPMError) {
        milliseconds = try reader.number()
        resetCount = try reader.number()
        restartCount = try reader.number()
        let safe: UInt8 = try reader.number()
        guard safe <= 1 else { throw .malformed("`safe` is neither yes nor no") }
        isSafe = safe == 1
    }

    func write(to writer: inout ByteWriter) {
        writer.number(milliseconds)
        writer.number(resetCount)
        writer.number(restartCount)
        writer.number(UInt8(isSafe ? 1 : 0))
    }

    /// Which part of this clock shows that it is older than `earlier`, which was seen before it; `nil` when none does.
    ///
    /// A TPM whose owner cleared it begins again at zero, and is found rolled back too: it has to be enrolled afresh.
    public func rollBack(since earlier: TPMClock) -> RollBack? {
        if resetCount < earlier.resetCount { return .resetCount }
        let sameReset = resetCount == earlier.resetCount
        if sameReset, restartCount < earlier.restartCount { return .restartCount }
        let powerWasKept = sameReset && restartCount == earlier.restartCount
        let slack = powerWasKept || isSafe ? 0 : Self.saveInterval
        return earlier.milliseconds > slack && milliseconds < earlier.milliseconds - slack ? .clock : nil
    }

    /// What fell although it only ever rises.
    public enum RollBack: String, Hashable, Sendable {
        case resetCount
        case restartCount
        case clock
    }
}
