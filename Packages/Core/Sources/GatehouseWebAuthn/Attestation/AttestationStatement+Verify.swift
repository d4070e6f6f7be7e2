extension AttestationStatement {
    /// Runs the format's verification procedure.
    func verify(
        _ message: AttestedMessage, _ cryptography: some CeremonyCryptography
    ) throws(WebAuthnError) -> VerifiedAttestation {
        switch self {
        case .none: return VerifiedAttestation(format: format, type: .none, path: [])
        case .tpm(let statement):
            try statement.verify(message, cryptography)
            return VerifiedAttestation(format: format, type: .certificate, path: statement.certificates)
        case .packed(let statement):
            guard let path = statement.certificates else {
                try statement.verifyBySelf(message, cryptography)
                return VerifiedAttestation(format: format, type: .selfAttestation, path: [])
            }
            try statement.verify(message, by: path, cryptography)
            return VerifiedAttestation(format: format, type: .certificate, path: path)
        }
    }
}

extension PackedStatement {
    fileprivate func verifyBySelf(
        _ message: AttestedMessage, _ verifier: some SignatureVerifying
    ) throws(WebAuthnError) {
        let key = message.credential.publicKey
        guard algorithm == key.algorithm else {
            throw WebAuthnError(
                .statementAlgorithmWrong,
                "the statement is signed with \(algorithm), and the credential's key is for \(key.algorithm)")
        }
        try verifier.require(signature, of: message.signedBytes, by: key)
    }

    fileprivate func verify(
        _ message: AttestedMessage, by path: [[UInt8]], _ cryptography: some CeremonyCryptography
    ) throws(WebAuthnError) {
        let certificate = try cryptography.certificate(path, for: algorithm)
        try cryptography.require(signature, of: message.signedBytes, by: certificate.publicKey)
        try certificate.requirePacked()
        try certificate.require(message.credential.aaguid)
    }
}

extension SignatureVerifying {
    func require(_ signature: [UInt8], of message: [UInt8], by key: COSEKey) throws(WebAuthnError) {
        guard verify(signature: signature, of: message, by: key) else {
            throw WebAuthnError(
                .attestationSignatureWrong, "the signature of the attestation does not verify with \(key.algorithm)")
        }
    }
}

extension AttestationCertificateReading {
    /// The first certificate of the path, whose key must be for the statement's algorithm.
    func certificate(
        _ path: [[UInt8]], for algorithm: COSEAlgorithm
    ) throws(WebAuthnError) -> AttestationCertificate {
        guard let certificate = path.first.flatMap(attestationCertificate) else {
            throw WebAuthnError(.certificateUnreadable, "the certificate of the attestation cannot be read")
        }
        guard certificate.publicKey.algorithm == algorithm else {
            throw WebAuthnError(
                .statementAlgorithmWrong,
                "the statement is signed with \(algorithm), and the certificate's key is for "
                    + "\(certificate.publicKey.algorithm)")
        }
        return certificate
    }
}
