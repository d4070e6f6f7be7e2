import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseTPM
import GatehouseWire

extension SignedAttestation {
    init(_ statement: SignedStatement) {
        self.init(attested: statement.attested, signature: statement.signature)
    }
}

extension QuoteEvidence {
    /// Refuses banks that are not handled and a register that is given twice.
    init(_ message: QuoteMessage) throws(WireError) {
        var registers = PCRValues()
        for (index, register) in message.registers.enumerated() {
            guard let bank = TPMAlgorithm.bank(named: register.bank),
                (0..<Int64(PCRSelection.registers)).contains(register.register),
                registers.updateValue(
                    register.value, forKey: PCRPosition(hash: bank, register: Int(register.register))) == nil
            else {
                throw WireError(
                    .unknownValue, at: "quote.registers[\(index)]", "no register of a TPM, or one that was given before"
                )
            }
        }
        self.init(
            statement: SignedAttestation(message.statement), registers: registers, eventLog: message.eventLog)
    }
}

extension TPMAlgorithm {
    fileprivate static func bank(named name: String) -> TPMAlgorithm? {
        [.sha1, .sha256, .sha384, .sha512].first { $0.name == name }
    }
}

extension EnrolmentProof {
    init(_ attestation: EnrolmentAttestation, certificateRequest: [UInt8]) throws(WireError) {
        self.init(
            challenge: attestation.certification.challenge, secret: attestation.secret,
            certificateRequest: certificateRequest, publicArea: attestation.certification.publicArea,
            certification: SignedAttestation(attestation.certification.statement),
            quote: try QuoteEvidence(attestation.quote))
    }
}

extension KeyProof {
    init(_ message: KeyCertificationMessage) {
        self.init(
            challenge: message.challenge, publicArea: message.publicArea,
            statement: SignedAttestation(message.statement))
    }
}

extension QuoteChallengeMessage {
    init(_ challenge: DeviceAttestation.OpenChallenge, wantsEventLog: Bool) {
        self.init(
            id: challenge.id, nonce: challenge.nonce,
            selection: QuoteChallenge.usualSelection.banks.map { bank in
                RegisterBank(bank: bank.hash.name, registers: bank.registers.map(Int64.init))
            }, wantsEventLog: wantsEventLog, expiresAt: challenge.expiresAt)
    }

    init(_ offer: QuoteOffer) { self.init(offer.challenge, wantsEventLog: offer.wantsEventLog) }
}

extension HardwareAttestation {
    /// For the person who enrols: what the TPM counts as, and what would make it count as more.
    var note: String {
        let made = maker.map { " of \($0.words)" } ?? ""
        guard let doubt = trust.doubt else { return "the key is in a hardware TPM\(made)" }
        return "the key is in a TPM\(made), which does not count as hardware (\(doubt.reason))\nhint: \(doubt.hint)"
    }
}
