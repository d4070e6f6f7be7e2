import GatehouseTPM

extension TPMStatement {
    /// §8.3; beyond it, the key must be one that this TPM made and that cannot leave it.
    func verify(_ message: AttestedMessage, _ cryptography: some CeremonyCryptography) throws(WebAuthnError) {
        try requireHash()
        try verifyKey(message.credential.publicKey)
        let attestation = try Self.read("certInfo") { () throws(TPMError) in
            try TPMAttestation(bytes: certification)
        }
        let certificate = try cryptography.certificate(certificates, for: algorithm)
        try cryptography.require(signature, of: certification, by: certificate.publicKey)
        try certificate.requireTPM()
        try certificate.require(message.credential.aaguid)
        guard attestation.qualifyingData == cryptography.sha256(message.signedBytes) else {
            throw WebAuthnError(
                .tpmClaimWrong, "the TPM certified \(quoted(attestation.qualifyingData)), not this ceremony")
        }
        guard case .certify(let name, _) = attestation.claim else {
            throw WebAuthnError(.tpmClaimWrong, "the TPM attests something else than a key")
        }
        let algorithm = TPMAlgorithm.sha256.rawValue
        let expected = [UInt8(algorithm >> 8), UInt8(algorithm & 0xFF)] + cryptography.sha256(publicArea)
        guard name == expected else {
            throw WebAuthnError(
                .tpmClaimWrong, "the TPM certified the key named \(quoted(name)), and \(quoted(expected)) was expected")
        }
    }

    /// The public area must be the credential's key.
    private func verifyKey(_ key: COSEKey) throws(WebAuthnError) {
        let area = try Self.read("pubArea") { () throws(TPMError) in try TPMPublic(bytes: publicArea) }
        guard area.nameAlgorithm == .sha256 else {
            throw WebAuthnError(
                .tpmKeyWrong, "the TPM names the key with `\(area.nameAlgorithm.name)`, and `sha256` was expected")
        }
        guard area.attributes.isSuperset(of: .bound) else {
            throw WebAuthnError(.tpmKeyWrong, "the key was not made in the TPM, or may leave it")
        }
        guard area.key.material == key.material else {
            throw WebAuthnError(.tpmKeyWrong, "the key that the TPM certified is not the credential's key")
        }
    }

    /// The TPM certifies the ceremony by a hash of the statement's algorithm, which must be SHA-256.
    private func requireHash() throws(WebAuthnError) {
        guard algorithm != .eddsa else {
            throw WebAuthnError(.statementAlgorithmWrong, "a TPM does not sign with \(algorithm)")
        }
    }

    private static func read<Value>(
        _ name: String, _ body: () throws(TPMError) -> Value
    ) throws(WebAuthnError) -> Value {
        do { return try body() } catch {
            throw WebAuthnError(.tpmStructureMalformed, "`\(name)` of the `tpm` statement: \(error)")
        }
    }
}

extension TPMPublic.Key {
    /// The numbers as COSE writes them; `nil` for a curve that COSE keys here do not have.
    fileprivate var material: PublicKeyMaterial? {
        switch self {
        case .rsa(let key):
            let exponent = (0..<4).reversed().map { UInt8(truncatingIfNeeded: key.publicExponent >> UInt32($0 * 8)) }
            return .rsa(modulus: Self.trimmed(key.modulus), exponent: Self.trimmed(exponent))
        case .ecc(let key):
            guard key.curve == .p256 else { return nil }
            let point = key.uncompressedPoint
            return .p256(x: Array(point[1..<33]), y: Array(point[33...]))
        }
    }

    private static func trimmed(_ number: [UInt8]) -> [UInt8] { Array(number.drop { $0 == 0 }) }
}
