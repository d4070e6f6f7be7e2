import GatehouseTPM

extension AttestationKey {
    /// Checks a quote against what was asked.
    ///
    /// Refuses, beside what ``verified(_:nonce:after:)`` refuses: other registers than asked for, values that are not
    /// those quoted, and an event log that does not lead to the values of the registers that firmware alone extends.
    public func quote(
        _ evidence: QuoteEvidence, answering challenge: QuoteChallenge
    ) throws(AttestationError) -> VerifiedQuote {
        let attestation = try verified(evidence.statement, nonce: challenge.nonce, after: challenge.lastClock)
        guard case .quote(let selection, let digest) = attestation.claim else {
            throw AttestationError(.wrongType, "what was signed is not a quote")
        }
        // A TPM may list banks of which nothing is selected.
        let positions = selection.positions
        guard positions == challenge.selection.positions else {
            throw AttestationError(.wrongSelection, "the quote covers other registers than asked for")
        }
        guard Set(positions) == Set(evidence.registers.keys),
            evidence.registers.allSatisfy({ $0.value.count == $0.key.hash.digestSize }),
            TPMHash.digest(.sha256, positions.flatMap { evidence.registers[$0] ?? [] }) == digest
        else { throw AttestationError(.wrongRegisters, "the register values are not those that the TPM quoted") }
        return VerifiedQuote(
            clock: attestation.clock, firmwareVersion: attestation.firmwareVersion, registers: evidence.registers,
            boot: try evidence.eventLog.map { log throws(AttestationError) in
                try Self.boot(log, evidence.registers)
            })
    }

    private static func boot(_ bytes: [UInt8], _ registers: PCRValues) throws(AttestationError) -> MeasuredBoot {
        let log: EventLog
        do {
            log = try EventLog(bytes: bytes)
        } catch {
            throw AttestationError(.malformed, "the event log cannot be read: \(error)")
        }
        guard let replayed = log.replay(.sha256, TPMHash.digest) else {
            throw AttestationError(.wrongEventLog, "the event log has no SHA-256 digests")
        }
        let explained = registers.keys.filter { $0.hash == .sha256 && replayed[$0] == registers[$0] }.map(\.register)
        for register in EventLog.firmwareRegisters {
            let position = PCRPosition(hash: .sha256, register: register)
            guard registers[position] == nil || explained.contains(register) else {
                throw AttestationError(
                    .wrongEventLog, "the event log does not lead to the value of register \(register)")
            }
        }
        let secureBoot = explained.contains(7) ? log.secureBootIsOn(.sha256, TPMHash.digest) : nil
        return MeasuredBoot(explained: explained.sorted(), secureBootIsOn: secureBoot)
    }
}
