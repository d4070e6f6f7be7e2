extension AuthenticatorData {
    func requireHash(
        of relyingParty: RelyingParty, _ hashing: some SHA256Hashing
    ) throws(WebAuthnError) {
        guard relyingPartyHash == hashing.sha256(Array(relyingParty.id.utf8)) else {
            throw WebAuthnError(
                .relyingPartyHashWrong,
                "the authenticator answered another relying party than \(quoted(relyingParty.id)): "
                    + quoted(relyingPartyHash))
        }
    }

    /// Somebody was there, and is known if need be: two steps, the first of them `first`.
    func requirePerson(
        _ verification: UserVerification, from first: Int, _ step: inout Int
    ) throws(WebAuthnError) {
        step = first
        guard flags.contains(.userPresent) else {
            throw WebAuthnError(.userNotPresent, "nobody was present (UP) at the authenticator")
        }
        step = first + 1
        guard flags.contains(.userVerified) || verification != .required else {
            throw WebAuthnError(.userNotVerified, "the authenticator did not verify its user (UV)")
        }
    }
}
