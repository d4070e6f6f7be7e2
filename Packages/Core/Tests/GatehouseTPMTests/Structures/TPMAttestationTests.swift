import GatehouseTPM
import Testing

@Suite struct TPMAttestationTests {
    @Test(arguments: [Captured.quote, Captured.certification])
    func `an attestation is written as it was read`(_ bytes: [UInt8]) throws {
        #expect(try TPMAttestation(bytes: bytes).bytes == bytes)
    }

    @Test func `a quote says what it covers and when`() throws {
        let quote = try TPMAttestation(bytes: Captured.quote)
        #expect(quote.qualifyingData == [0x00, 0x11, 0x22, 0x33])
        #expect(quote.clock == TPMClock(milliseconds: 0x18CE4, resetCount: 2, restartCount: 0, isSafe: true))
        #expect(quote.firmwareVersion == 0x2019_1023_0016_3636)
        guard case .quote(let selection, let digest) = quote.claim else { throw TPMError.endsEarly }
        #expect(selection == PCRSelection(.sha256, [0, 7]))
        #expect(digest == referenceDigest(.sha256, [UInt8](repeating: 0, count: 32) + Captured.register7))
    }

    @Test func `a certification says which key`() throws {
        guard case .certify(let name, _) = try TPMAttestation(bytes: Captured.certification).claim else {
            throw TPMError.endsEarly
        }
        #expect(name == Captured.deviceKeyName)
    }

    @Test func `what a TPM did not make by itself is refused`() {
        #expect(throws: TPMError.notGenerated) { try TPMAttestation(bytes: [0xFE] + Captured.quote.dropFirst()) }
    }

    @Test func `an attestation of another type is refused`() {
        var bytes = Captured.quote
        bytes[5] = 0x19
        #expect(throws: TPMError.unsupported("type of attestation", 0x8019)) { try TPMAttestation(bytes: bytes) }
    }

    @Test func `an attestation that ends early is refused wherever it ends`() {
        for count in 0..<Captured.quote.count {
            #expect(throws: TPMError.self) { try TPMAttestation(bytes: Array(Captured.quote.prefix(count))) }
        }
    }

    @Test func `a signature is written as it was read`() throws {
        #expect(try TPMSignature(bytes: Captured.quoteSignature).bytes == Captured.quoteSignature)
    }
}
