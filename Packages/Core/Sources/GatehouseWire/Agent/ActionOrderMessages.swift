public import GatehouseModel

/// Says that the device takes an action: from then on it cannot be cancelled.
public struct ActionAcceptance: Hashable, Sendable {
    /// The same in every repeat; an action that was accepted is answered again.
    public var requestID: RequestID
    /// The ``WorkItem/action`` that it is about.
    public var action: ActionID

    /// An acceptance of one action.
    public init(requestID: RequestID, action: ActionID) {
        self.requestID = requestID
        self.action = action
    }
}

/// What exactly the device is to do.
public struct ActionOrder: Hashable, Sendable {
    /// The action that was accepted.
    public var action: ActionID
    /// As ``ActionKind`` spells it.
    public var kind: String
    /// As the action says; part of what the signature of a script is over.
    public var expiresAt: Instant
    /// As ``ActionCommand/parameters`` writes them; names that the agent does not know are ignored.
    public var parameters: [String: String]
    /// With `runScript` alone.
    public var script: SignedScript?

    /// A script with what shows that the authority allows it.
    public struct SignedScript: Hashable, Sendable {
        /// At most ``ScriptRun/largestScript`` bytes; its first line names the interpreter.
        public var text: String
        /// Over the bytes of a `ScriptStatement`, ECDSA in DER, base64 on the wire.
        public var signature: [UInt8]
        /// PEM: the signer's certificate, then its issuer.
        public var signer: String

        /// A script that was signed.
        public init(text: String, signature: [UInt8], signer: String) {
            self.text = text
            self.signature = signature
            self.signer = signer
        }
    }

    /// An order with all that it needs.
    public init(
        action: ActionID, kind: String, expiresAt: Instant, parameters: [String: String], script: SignedScript? = nil
    ) {
        self.action = action
        self.kind = kind
        self.expiresAt = expiresAt
        self.parameters = parameters
        self.script = script
    }
}

/// A file that an action brought, such as collected logs; sent before the report that ends the action.
public struct ActionArtefact: Hashable, Sendable {
    /// The most that an agent sends, in bytes.
    public static let largest = 1 << 20

    /// The same in every repeat of this upload.
    public var requestID: RequestID
    /// The action that it is of; one that has ended takes none.
    public var action: ActionID
    /// As a person would save it, `logs.tar`.
    public var name: String
    /// Base64 on the wire; the server refuses more than ``largest`` bytes.
    public var content: [UInt8]

    /// A file of one action.
    public init(requestID: RequestID, action: ActionID, name: String, content: [UInt8]) {
        self.requestID = requestID
        self.action = action
        self.name = name
        self.content = content
    }
}

/// How far an action is, or what became of it, in Graph's spelling (`actionState`).
public struct ActionReport: Hashable, Sendable {
    /// How far the action got; all but `active` are its end.
    public enum State: String, Sendable, Hashable, CaseIterable {
        case active
        case done
        case failed
        case notSupported
    }

    /// The same in every repeat of this report.
    public var requestID: RequestID
    /// The ``WorkItem/action`` that it is about.
    public var action: ActionID
    /// A report on an action that has ended changes nothing.
    public var state: State
    /// For the administrator, one line; the server cuts it at 4096 characters.
    public var detail: String
    /// How much is done, 0 to 100; only with `active`.
    public var percent: Int64?
    /// What it brought; only with an end.
    public var result: ActionResult?

    /// A report on one action.
    public init(
        requestID: RequestID, action: ActionID, state: State, detail: String, percent: Int64? = nil,
        result: ActionResult? = nil
    ) {
        self.requestID = requestID
        self.action = action
        self.state = state
        self.detail = detail
        self.percent = percent
        self.result = result
    }
}
