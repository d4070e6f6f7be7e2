import GatehouseFuzzing
import GatehouseTPM
import Testing

/// Mutated structures: read or refused, never a crash, and what is read is written the same way.
@Suite struct StructureFuzzTests {
    /// Lengths and numbers at their ends.
    private static let extremes: [UInt8] = [0, 1, 0x7F, 0x80, 0xFF]

    @Test func `mutated structures are refused or read to the same bytes`() {
        var random = SeededGenerator(seed: FuzzEffort.seed(0x7E57))
        var read = 0
        for _ in 0..<FuzzEffort.rounds(4000) {
            let seeds = [
                Captured.attestationKey, Captured.deviceKey, Captured.endorsementKey, Captured.quote,
                Captured.certification, Captured.quoteSignature,
            ]
            let bytes = random.mutated(seeds[Int(random.next() % UInt64(seeds.count))], with: Self.extremes)
            if let key = try? TPMPublic(bytes: bytes) {
                read += 1
                #expect(key.bytes == bytes)
            }
            if let attestation = try? TPMAttestation(bytes: bytes) {
                read += 1
                #expect((try? TPMAttestation(bytes: attestation.bytes)) == attestation)
            }
            if let signature = try? TPMSignature(bytes: bytes) { #expect(signature.bytes == bytes) }
        }
        #expect(read > 0, "every mutation was refused: nothing was tested")
    }

    @Test func `mutated answers are refused or read without a crash`() {
        var random = SeededGenerator(seed: FuzzEffort.seed(0xA75))
        for _ in 0..<FuzzEffort.rounds(2000) {
            let seed = random.next() % 2 == 0 ? Captured.endorsementKey : Captured.quote
            let body = random.mutated(seed, with: Self.extremes)
            let size = UInt8(truncatingIfNeeded: (body.count + 14) >> 8)
            let message =
                [0x80, 0x02, 0, 0, size, UInt8(truncatingIfNeeded: body.count + 14), 0, 0, 0, 0]
                + [0, 0, UInt8(truncatingIfNeeded: body.count >> 8), UInt8(truncatingIfNeeded: body.count)] + body
            let key = TPMHandle(rawValue: 1)
            _ = try? Quote(signer: key, nonce: [], selection: PCRSelection(.sha256, [0])).answer(from: message)
            _ = try? CreateKey(parent: key, template: .deviceKey).answer(from: message)
            _ = try? ReadProperties().answer(from: message)
            _ = try? ReadPCRs(selection: PCRSelection(.sha256, [0])).answer(from: message)
            _ = try? WrappedKey(bytes: body)
        }
    }

    @Test func `mutated event logs are refused or replayed without a crash`() {
        var writer = LogWriter()
        writer.add(0, .noAction, Array("StartupLocality".utf8) + [0, 3])
        writer.add(7, .variableDriverConfiguration, LogWriter.variable("SecureBoot", [1]))
        writer.add(7, .separator, [0, 0, 0, 0])
        var random = SeededGenerator(seed: FuzzEffort.seed(0x106))
        var read = 0
        for _ in 0..<FuzzEffort.rounds(2000) {
            guard let log = try? EventLog(bytes: random.mutated(writer.bytes, with: Self.extremes)) else { continue }
            read += 1
            _ = log.replay(.sha256) { _, bytes in [UInt8](bytes.prefix(32)) }
            _ = log.secureBootIsOn(.sha256) { _, bytes in bytes }
        }
        #expect(read > 0, "every mutation was refused: nothing was tested")
    }
}
