/// Every sentence that people read on the pages, by what it is for.
enum Phrase: String, CaseIterable {
    case signInTitle, signInWithPasskey, passkeyNeedsScript, passkeyUnsupported, orOtherwise, userName
    case password, code, codeHint, signIn, passTitle, pass, passHint, passLink, passwordTitle, signInAt
    case waiting, cancelled, failed, tryAgain
    case setUpTitle, setUpIntroduction, setUpCode, setUpCodeHint, displayName, setUpContinue, setUpPasskey
    case setUpPasskeyIntroduction, setUpClosed, createPasskey
    case meTitle, signedInAs, passkeys, passkeysIntroduction, noPasskeys, addPasskey, passkeyName, rename, remove
    case created, lastUsed, never, backedUp, onOneDevice, mayBeCopied, signInAgain, signInAgainWhy, passwordSection
    case passwordSetAt, noPassword, passwordWhy, setPassword, changePassword, removePassword, recoveryCodesLeft
    case renewRecoveryCodes, sessions, sessionsIntroduction, thisSession, revoke, revokeOthers, from, since
    case withDevice, withoutDevice, signOut, firstPasskey, firstPasskeyWhy
    case newPasswordTitle, newPasswordRules, newPassword, applicationKey, applicationIntroduction, openApplication
    case firstCode, save, recoveryTitle, recoveryIntroduction, backToMe
    case errorTitle, errorWhat, errorMend, errorNumber, skipToContent
}
