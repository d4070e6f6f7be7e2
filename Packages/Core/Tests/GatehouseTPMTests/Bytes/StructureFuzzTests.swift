import GatehouseTPM
import Testing

/// Mutated structures: read or refused, never a crash, and what is read is written the same way.
@Suite struct StructureFuzzTests {
    @Test func `mutated structures are refused or read to the same bytes`() {
        var random = Random(state: FuzzEffort.seed(0x7E57))
        var read = 0
        for _ in 0..<FuzzEffort.rounds(4000) {
            let seeds = [
                Captured.attestationKey, Captured.deviceKey, Captured.endorsementKey, Captured.quote,
                Captured.certification, Captured.quoteSignature,
            ]
            let bytes = random.mutated(seeds[Int(random.next() % UInt64(seeds.count))])
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
        var random = Random(state: FuzzEffort.seed(0xA75))
        for _ in 0..<FuzzEffort.rounds(2000) {
            let body = random.mutated(random.next() % 2 == 0 ? Captured.endorsementKey : Captured.quote)
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
        var random = Random(state: FuzzEffort.seed(0x106))
        var read = 0
        for _ in 0..<FuzzEffort.rounds(2000) {
            guard let log = try? EventLog(bytes: random.mutated(writer.bytes)) else { continue }
            read += 1
            _ = log.replay(.sha256) { _, bytes in [UInt8](bytes.prefix(32)) }
            _ = log.secureBootIsOn(.sha256) { _, bytes in bytes }
        }
        #expect(read > 0, "every mutation was refused: nothing was tested")
    }
}

/// SplitMix64, so that a seed repeats a failure.
private struct Random {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// Flips, cuts, doubles or sets to an extreme.
    mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...(next() % 3) where !bytes.isEmpty {
            let index = Int(next() % UInt64(bytes.count))
            switch next() % 5 {
            case 0: bytes[index] ^= 1 << UInt8(next() % 8)
            case 1: bytes[index] = [0, 1, 0x7F, 0x80, 0xFF][Int(next() % 5)]
            case 2: bytes.removeSubrange(index...)
            case 3: bytes.insert(contentsOf: bytes[index...].prefix(Int(next() % 64)), at: index)
            default: bytes[index] = UInt8(truncatingIfNeeded: next())
            }
        }
        return bytes
    }
}
