/// The sentences of the pages in one language; what a language does not have would not compile.
struct Catalogue: Sendable {
    /// As in the `lang` attribute.
    let language: String
    private let texts: [String: String]

    private init(language: String, _ text: (Phrase) -> String) {
        self.language = language
        texts = Dictionary(uniqueKeysWithValues: Phrase.allCases.map { ($0.rawValue, text($0)) })
    }

    /// The sentence.
    func callAsFunction(_ phrase: Phrase) -> String { texts[phrase.rawValue] ?? phrase.rawValue }

    /// For templates: by the names of the phrases.
    var forTemplates: [String: String] { texts }

    /// English as it is written in Britain.
    static let english = Catalogue(language: "en-GB") { phrase in
        signIn(phrase) ?? setUp(phrase) ?? me(phrase) ?? password(phrase) ?? general(phrase)
    }

    private static func signIn(_ phrase: Phrase) -> String? {
        switch phrase {
        case .signInTitle: "Sign in"
        case .signInWithPasskey: "Sign in with a passkey"
        case .passkeyNeedsScript: "Passkeys need JavaScript. Without it, use your password and a code below."
        case .passkeyUnsupported: "This browser cannot use passkeys. Use another one, or a password below."
        case .orOtherwise: "Other ways to sign in"
        case .userName: "User name"
        case .password: "Password"
        case .code: "Code"
        case .codeHint: "Six digits from your authenticator application, or one of your recovery codes."
        case .signIn: "Sign in"
        case .passTitle: "Sign in with a temporary access pass"
        case .pass: "Temporary access pass"
        case .passHint: "Your administrator gave it to you. Afterwards you register a passkey."
        case .passLink: "I have a temporary access pass"
        case .passwordTitle: "Sign in with a password"
        case .signInAt: "Sign in at"
        case .waiting: "Waiting for your device…"
        case .cancelled: "Nothing was chosen, or it took too long. You can try again."
        case .failed: "That did not work."
        case .tryAgain: "Try again"
        default: nil
        }
    }

    private static func setUp(_ phrase: Phrase) -> String? {
        switch phrase {
        case .setUpTitle: "Set up the first administrator"
        case .setUpIntroduction:
            "This server has no administrator yet. Whoever has its set-up code becomes the first one."
        case .setUpCode: "Set-up code"
        case .setUpCodeHint: "In the file setup-code.txt in the server’s data folder."
        case .displayName: "Your name"
        case .setUpContinue: "Continue"
        case .setUpPasskey: "Create your passkey"
        case .setUpPasskeyIntroduction: "You sign in with it from now on. There is no password."
        case .setUpClosed: "The first administrator was set up already."
        case .createPasskey: "Create passkey"
        default: nil
        }
    }

    private static func me(_ phrase: Phrase) -> String? {
        switch phrase {
        case .meTitle: "Your security"
        case .signedInAs: "Signed in as"
        case .passkeys: "Passkeys"
        case .passkeysIntroduction: "What you sign in with. Have at least two, in case one is lost."
        case .noPasskeys: "You have no passkey yet."
        case .addPasskey: "Add a passkey"
        case .passkeyName: "Name of the passkey"
        case .rename: "Rename"
        case .remove: "Remove"
        case .created: "Added"
        case .lastUsed: "Last used"
        case .never: "never"
        case .backedUp: "Synchronised between your devices"
        case .onOneDevice: "On one device only"
        case .mayBeCopied: "Barred: it may have been copied. Remove it and add another one."
        case .signInAgain: "Sign in again"
        case .signInAgainWhy: "To change what you sign in with, prove once more that it is you."
        case .sessions: "Where you are signed in"
        case .sessionsIntroduction: "End what you do not recognise."
        case .thisSession: "this browser"
        case .revoke: "End"
        case .revokeOthers: "End all others"
        case .from: "From"
        case .since: "since"
        case .withDevice: "on a managed device"
        case .withoutDevice: "device not known"
        case .signOut: "Sign out"
        case .firstPasskey: "Add your first passkey now"
        case .firstPasskeyWhy: "Your access pass is temporary. With a passkey you can sign in again later."
        default: nil
        }
    }

    private static func password(_ phrase: Phrase) -> String? {
        switch phrase {
        case .passwordSection: "Password and authenticator application"
        case .passwordSetAt: "Set"
        case .noPassword: "You have none, and need none: a passkey is safer."
        case .passwordWhy: "For browsers without passkeys. A password alone is never enough."
        case .setPassword: "Set a password"
        case .changePassword: "Change"
        case .removePassword: "Remove"
        case .recoveryCodesLeft: "Recovery codes left:"
        case .renewRecoveryCodes: "New recovery codes"
        case .newPasswordTitle: "Set a password"
        case .newPasswordRules:
            "At least 12 characters, without your name, and not on the list of passwords that were stolen elsewhere."
        case .newPassword: "New password"
        case .applicationKey: "Key"
        case .applicationIntroduction:
            "Add this key to your authenticator application, then type the code that it shows."
        case .openApplication: "Open in the application"
        case .firstCode: "Code that it shows"
        case .save: "Save"
        case .recoveryTitle: "Your recovery codes"
        case .recoveryIntroduction:
            "Each stands in for the application’s code once. Print them or write them down: they are not shown again."
        case .backToMe: "Back"
        default: nil
        }
    }

    private static func general(_ phrase: Phrase) -> String {
        switch phrase {
        case .errorTitle: "That did not work"
        case .errorWhat: "What happened"
        case .errorMend: "What you can do"
        case .errorNumber: "Number of this request, for whoever helps you:"
        case .skipToContent: "Skip to the content"
        default: ""
        }
    }
}
