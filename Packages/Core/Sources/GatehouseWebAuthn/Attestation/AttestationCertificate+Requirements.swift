extension AttestationCertificate {
    /// §8.2.1.
    func requirePacked() throws(WebAuthnError) {
        try requireLeaf()
        guard let country = subject.country, country.utf8.count == 2,
            country.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else { throw Self.unfit("its country (C) is \(quoted(subject.country ?? "")), and two letters were expected") }
        guard subject.organisation?.isEmpty == false else { throw Self.unfit("it names no organisation (O)") }
        guard subject.organisationalUnit == "Authenticator Attestation" else {
            throw Self.unfit(
                "its unit (OU) is \(quoted(subject.organisationalUnit ?? "")), and `Authenticator Attestation` was "
                    + "expected")
        }
        guard subject.commonName?.isEmpty == false else { throw Self.unfit("it has no common name (CN)") }
        try requireQuietExtension()
    }

    /// §8.3.1.
    func requireTPM() throws(WebAuthnError) {
        try requireLeaf()
        guard subject.isEmpty else { throw Self.unfit("its subject is not empty") }
        guard let tpm, tpm.manufacturer.utf8.count == 11, tpm.manufacturer.hasPrefix("id:"), !tpm.model.isEmpty,
            tpm.version.hasPrefix("id:")
        else { throw Self.unfit("its alternative name does not tell the TPM's manufacturer, model and version") }
        guard extendedKeyUsages.contains(Self.attestationKeyUsage) else {
            throw Self.unfit("its extended key usage lacks `\(Self.attestationKeyUsage)` (attestation key)")
        }
        try requireQuietExtension()
    }

    /// The model that the certificate is for, if it says so, must be the one that the authenticator claims.
    func require(_ claimed: AAGUID) throws(WebAuthnError) {
        guard let aaguid, aaguid.aaguid != claimed else { return }
        throw WebAuthnError(
            .certificateAAGUIDWrong,
            "the certificate is for the model `\(aaguid.aaguid)`, and the authenticator claims `\(claimed)`")
    }

    private func requireLeaf() throws(WebAuthnError) {
        guard version == 3 else { throw Self.unfit("its version is \(version), and 3 was expected") }
        guard isAuthority == false else { throw Self.unfit("its basic constraints are missing or say that it is a CA") }
    }

    private func requireQuietExtension() throws(WebAuthnError) {
        guard aaguid?.isCritical != true else { throw Self.unfit("its extension with the model is marked critical") }
    }

    private static func unfit(_ message: String) -> WebAuthnError {
        WebAuthnError(.certificateUnfit, "the certificate of the attestation: \(message)")
    }

    /// `tcg-kp-AIKCertificate`.
    private static let attestationKeyUsage = "2.23.133.8.3"
}
