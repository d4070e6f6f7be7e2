import GatehouseKeys
import GatehouseTPM
import GatehouseTestSupport
import Testing

@testable import GatehouseAgentIO

/// Quotes of a real, if software, TPM, checked as the server does.
@Suite(.serialized) struct QuoteRoundTripTests {
    private let tpm: SoftwareTPM
    private let salt = CredentialChallenge.random()

    init() throws { tpm = try SoftwareTPM() }

    private func quote(
        _ nonce: [UInt8], eventLog: String = "/nonexistent"
    ) throws -> (AttestationKey, QuoteEvidence) {
        let device = try tpm.device(eventLog: eventLog)
        let key = try device.attestationKey(salt: salt)
        let evidence = try device.quote(by: key, nonce: nonce, selection: QuoteChallenge.usualSelection)
        return (try AttestationKey(publicArea: key.publicArea.bytes), evidence)
    }

    private func verified(lastClock: TPMClock? = nil, eventLog: String = "/nonexistent") throws -> VerifiedQuote {
        let nonce = CredentialChallenge.random()
        let (key, evidence) = try quote(nonce, eventLog: eventLog)
        return try key.quote(evidence, answering: QuoteChallenge(nonce: nonce, lastClock: lastClock))
    }

    @Test func `a quote over fifteen registers is taken`() throws {
        try tpm.tool("pcrextend", "7:sha256=" + String(repeating: "ab", count: 32))
        let quote = try verified()
        #expect(quote.registers.count == 15)
        #expect(quote.registers[PCRPosition(hash: .sha256, register: 7)] != [UInt8](repeating: 0, count: 32))
        // The counters are the TPM's own: a key below the owner hierarchy would have them hidden.
        #expect(quote.clock.resetCount < 100 && quote.firmwareVersion == 0x2019_1023_0016_3636)
    }

    @Test func `an old quote does not answer a new question`() throws {
        let (key, evidence) = try quote(CredentialChallenge.random())
        let code = #expect(throws: AttestationError.self) {
            try key.quote(evidence, answering: QuoteChallenge(nonce: CredentialChallenge.random()))
        }?.code
        #expect(code == .wrongNonce)
    }

    @Test func `a register that changed after the quote shows`() throws {
        let nonce = CredentialChallenge.random()
        let (key, before) = try quote(nonce)
        try tpm.tool("pcrextend", "4:sha256=" + String(repeating: "01", count: 32))
        let (_, after) = try quote(nonce)
        var mixed = before
        mixed.registers = after.registers
        let code = #expect(throws: AttestationError.self) {
            try key.quote(mixed, answering: QuoteChallenge(nonce: nonce))
        }?.code
        #expect(code == .wrongRegisters)
    }

    @Test func `a TPM whose state was put back is refused`() throws {
        let first = try verified()
        tpm.stop()
        try tpm.save(as: "earlier")
        try tpm.start()
        tpm.stop()
        try tpm.start()
        let second = try verified(lastClock: first.clock)
        #expect(second.clock.resetCount > first.clock.resetCount)
        tpm.stop()
        try tpm.restore("earlier")
        try tpm.start()
        let code = #expect(throws: AttestationError.self) { try verified(lastClock: second.clock) }?.code
        #expect(code == .rolledBack)
    }

    @Test func `a TPM that its owner cleared is refused until it enrols afresh`() throws {
        let first = try verified()
        try tpm.tool("clear")
        let code = #expect(throws: AttestationError.self) { try verified(lastClock: first.clock) }?.code
        #expect(code == .rolledBack)
    }

    @Test func `an event log is borne out by the registers that it was measured into`() throws {
        let log = try measuredLog()
        let boot = try verified(eventLog: log).boot
        #expect(boot?.secureBootIsOn == true)
        #expect(boot?.explained == Array(0...14))
    }

    @Test func `registers that go on after the firmware are not explained but no refusal`() throws {
        let log = try measuredLog()
        try tpm.tool("pcrextend", "11:sha256=" + String(repeating: "01", count: 32))
        #expect(try verified(eventLog: log).boot?.explained == Array(0...10) + Array(12...14))
    }

    @Test func `an event log that says something else than was measured is refused`() throws {
        let log = try measuredLog()
        try tpm.tool("pcrextend", "7:sha256=" + String(repeating: "01", count: 32))
        let code = #expect(throws: AttestationError.self) { try verified(eventLog: log) }?.code
        #expect(code == .wrongEventLog)
    }

    /// Writes a log and extends the TPM with it; answers the path.
    private func measuredLog() throws -> String {
        let log = FirmwareLog.typical
        try tpm.write("log", log.bytes)
        for event in log.events where event.type != .noAction {
            try tpm.tool("pcrextend", "\(event.register):sha256=\(event.digestText)")
        }
        return tpm.file("log")
    }
}
