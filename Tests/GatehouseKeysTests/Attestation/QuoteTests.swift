import Crypto
import GatehouseKeys
import GatehouseTPM
import GatehouseTestSupport
import Testing

@Suite struct QuoteTests {
    private let tpm = TestTPM()
    private let nonce = CredentialChallenge.random()

    private func verify(
        _ evidence: QuoteEvidence, selection: PCRSelection = QuoteChallenge.usualSelection, lastClock: TPMClock? = nil
    ) throws(AttestationError) -> VerifiedQuote {
        try AttestationKey(publicArea: tpm.attestationKey.bytes)
            .quote(evidence, answering: QuoteChallenge(nonce: nonce, selection: selection, lastClock: lastClock))
    }

    private func refusal(
        _ evidence: QuoteEvidence, selection: PCRSelection = QuoteChallenge.usualSelection, lastClock: TPMClock? = nil
    ) -> AttestationError.Code? {
        #expect(throws: AttestationError.self) {
            try verify(evidence, selection: selection, lastClock: lastClock)
        }?.code
    }

    @Test func `a quote shows the registers and the clock`() throws {
        let quote = try verify(tpm.quote(nonce: nonce))
        #expect(quote.registers == tpm.registers && quote.clock == tpm.clock && quote.firmwareVersion == 7)
        #expect(quote.boot == nil)
    }

    @Test func `a quote with another nonce is refused`() {
        #expect(refusal(tpm.quote(nonce: CredentialChallenge.random())) == .wrongNonce)
        #expect(refusal(tpm.quote(nonce: [])) == .wrongNonce)
        #expect(refusal(tpm.quote(nonce: nonce + [0])) == .wrongNonce)
    }

    @Test func `a quote with a bit flipped in any byte is refused`() {
        let evidence = tpm.quote(nonce: nonce)
        for index in evidence.statement.attested.indices {
            var flipped = evidence
            flipped.statement.attested[index] ^= 1 << UInt8(index % 8)
            #expect(refusal(flipped) == .badSignature)
        }
    }

    @Test func `a signature with a bit flipped in any byte is refused`() {
        let evidence = tpm.quote(nonce: nonce)
        for index in evidence.statement.signature.indices {
            var flipped = evidence
            flipped.statement.signature[index] ^= 1 << UInt8(index % 8)
            #expect([.badSignature, .malformed].contains(refusal(flipped)))
        }
    }

    @Test func `another TPM's quote is refused`() {
        #expect(refusal(TestTPM().quote(nonce: nonce)) == .badSignature)
    }

    @Test func `a certification is no quote`() {
        let evidence = QuoteEvidence(statement: tpm.certify(nonce: nonce), registers: tpm.registers)
        #expect(refusal(evidence) == .wrongType)
    }

    @Test func `what the TPM did not make itself is refused although it is signed`() {
        var evidence = tpm.quote(nonce: nonce)
        evidence.statement = tpm.sign([0] + evidence.statement.attested.dropFirst())
        #expect(refusal(evidence) == .notGenerated)
    }

    @Test func `a register value that was not quoted is refused`() {
        var evidence = tpm.quote(nonce: nonce)
        evidence.registers[PCRPosition(hash: .sha256, register: 7)]?[0] ^= 1
        #expect(refusal(evidence) == .wrongRegisters)
    }

    @Test func `register values that are left out or added are refused`() {
        var evidence = tpm.quote(nonce: nonce)
        evidence.registers[PCRPosition(hash: .sha256, register: 15)] = []
        #expect(refusal(evidence) == .wrongRegisters)
        evidence.registers[PCRPosition(hash: .sha256, register: 15)] = nil
        evidence.registers[PCRPosition(hash: .sha256, register: 3)] = nil
        #expect(refusal(evidence) == .wrongRegisters)
    }

    @Test func `bytes that move from one register to the next are refused`() {
        var evidence = tpm.quote(nonce: nonce)
        let last = evidence.registers[PCRPosition(hash: .sha256, register: 1)]?.popLast()
        evidence.registers[PCRPosition(hash: .sha256, register: 2)]?.insert(last ?? 0, at: 0)
        #expect(refusal(evidence) == .wrongRegisters)
    }

    @Test func `a quote over fewer registers than asked for is refused`() {
        #expect(refusal(tpm.quote(nonce: nonce, selection: PCRSelection(.sha256, 0...6))) == .wrongSelection)
    }

    @Test func `a quote over another bank is refused`() {
        #expect(refusal(tpm.quote(nonce: nonce, selection: PCRSelection(.sha1, 0...14))) == .wrongSelection)
    }

    @Test func `a TPM that was put back is refused`() {
        var later = tpm.clock
        later.resetCount += 1
        #expect(refusal(tpm.quote(nonce: nonce), lastClock: later) == .rolledBack)
        later = tpm.clock
        later.milliseconds += 1
        #expect(refusal(tpm.quote(nonce: nonce), lastClock: later) == .rolledBack)
    }

    @Test func `a TPM that went on is taken`() throws {
        #expect(try verify(tpm.quote(nonce: nonce), lastClock: tpm.clock).clock == tpm.clock)
    }
}
