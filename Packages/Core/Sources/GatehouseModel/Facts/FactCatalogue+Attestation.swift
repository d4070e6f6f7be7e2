extension FactCatalogue {
    /// What the server learns from a TPM's own signature; worth `attested` only when a trusted maker's hardware signed.
    static let attestation: [FactDefinition] = [
        .init(
            "tpm.attested", .boolean, "whether a hardware TPM of a trusted maker signed the boot state, not long ago",
            source: "a TPM quote, checked by the server", assurance: .attested),
        .init(
            "tpm.trust", .text, "`hardware` or `software`: what stands behind the endorsement key",
            source: "the endorsement certificate's chain, checked by the server", assurance: .attested),
        .init(
            "tpm.maker", .text, "who made the TPM, by its endorsement certificate",
            source: "the endorsement certificate, checked by the server", assurance: .attested),
        .init(
            "tpm.endorsementDigest", .text, "SHA-256 of the endorsement key's SubjectPublicKeyInfo",
            source: "the endorsement key, which the TPM showed that it has", assurance: .attested),
        .init(
            "tpm.firmwareVersion", .text, "the maker's number of the TPM's firmware, in hexadecimal",
            source: "a TPM quote, checked by the server", assurance: .attested),
        .init(
            "tpm.registers", .table(["bank": .text, "register": .integer, "value": .text]),
            "what the platform configuration registers hold", source: "a TPM quote, checked by the server",
            assurance: .attested),
        .init(
            "boot.secureBoot", .boolean, "whether the firmware started this boot with Secure Boot on",
            source: "the firmware's event log, borne out by register 7 of a TPM quote", assurance: .attested),
        .init(
            "boot.eventLogDigest", .text, "SHA-256 of the firmware's event log that the registers bear out",
            source: "the firmware's event log, borne out by a TPM quote", assurance: .attested),
        .init(
            "identity.keyInTPM", .boolean, "whether the TPM certified that the device's key cannot leave it",
            source: "a TPM certification, checked by the server", assurance: .attested),
    ]

    /// Facts that come from quotes alone.
    public static let attestedKeys = Set(attestation.map(\.key))
}
