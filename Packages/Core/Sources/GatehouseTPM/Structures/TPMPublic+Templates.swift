extension TPMPublic {
    /// The attestation key: P-256, signs only what the TPM made.
    ///
    /// A primary key is derived from the TPM's seed and its template: the same 32 bytes of `salt` give the same key
    /// again, others another one.
    public static func attestationKey(salt: [UInt8]) -> TPMPublic {
        TPMPublic(
            nameAlgorithm: .sha256,
            attributes: [
                .fixedTPM, .fixedParent, .sensitiveDataOrigin, .userWithAuth, .noDictionaryAttack, .restricted, .sign,
            ],
            key: .ecc(ECCKey(scheme: .ecdsaSHA256, curve: .p256, x: salt, y: zeros(32))))
    }

    /// A device's own signing key: P-256, signs any digest with ECDSA.
    public static let deviceKey = TPMPublic(
        nameAlgorithm: .sha256,
        attributes: [.fixedTPM, .fixedParent, .sensitiveDataOrigin, .userWithAuth, .noDictionaryAttack, .sign],
        key: .ecc(ECCKey(scheme: .ecdsaSHA256, curve: .p256, x: [], y: [])))

    /// The parent of device keys: the storage root key of the TCG's provisioning guidance, on P-256.
    public static let storageRootKey = TPMPublic(
        nameAlgorithm: .sha256,
        attributes: [
            .fixedTPM, .fixedParent, .sensitiveDataOrigin, .userWithAuth, .noDictionaryAttack, .restricted, .decrypt,
        ],
        key: .ecc(ECCKey(symmetric: .aes128, curve: .p256, x: zeros(32), y: zeros(32))))

    static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
}
