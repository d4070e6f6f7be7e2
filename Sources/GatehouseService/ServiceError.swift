/// Why a use case refused or failed; each surface turns the code into its own status.
public struct ServiceError: Error, Hashable, Sendable {
    /// What surfaces and callers tell apart; the raw value is the code on the wire.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        case notFound
        case conflict
        case invalid
        case invalidDocument
        case codeUnknown
        case codeExpired
        case codeUsedUp
        case codeRevoked
        /// The machine is not registered, and no code was given.
        case codeMissing
        /// Somebody must agree first.
        case awaitingApproval
        /// Somebody refused the enrolment.
        case enrolmentRejected
        /// Nobody agreed to the enrolment in time.
        case enrolmentExpired
        /// It would be one device more than is allowed.
        case quotaExceeded
        /// The device, or its hardware, may not enrol until an administrator releases it.
        case deviceBlocked
        case badCertificateRequest
        case weakKey
        case foreignName
        /// What a TPM is said to have signed does not hold.
        case attestationRefused
        case identityUnknown
        case identityRevoked
        case identityExpired
        case unauthenticated
        /// The server's operator suspended the tenant.
        case tenantSuspended
        case notPermitted
        /// The change would take an application from every device that has it, and nobody confirmed that.
        case wouldLockOut
        case unavailable
        case storageFull
        case storageDamaged
        case failed
    }

    /// One place in a document that is wrong.
    public struct Place: Hashable, Sendable {
        /// The file as the administrator named it.
        public var file: String
        /// Counted from 1.
        public var line: Int
        /// Counted from 1.
        public var column: Int
        /// What is wrong: lower case, no full stop.
        public var message: String
        /// How to mend it; `nil` when there is nothing to add.
        public var hint: String?

        /// Makes the place of one mistake.
        public init(file: String, line: Int, column: Int, message: String, hint: String?) {
            self.file = file
            self.line = line
            self.column = column
            self.message = message
            self.hint = hint
        }
    }

    /// What surfaces turn into their own status.
    public var code: Code
    /// For the caller: lower case, no full stop, their input in backticks.
    public var message: String
    /// How to mend it.
    public var hint: String?
    /// Every mistake in the documents given; empty for other errors.
    public var places: [Place]
    /// For the log only.
    public var detail: String

    /// Makes the error; `detail` never reaches a caller.
    public init(_ code: Code, _ message: String, hint: String? = nil, places: [Place] = [], detail: String = "") {
        self.code = code
        self.message = message
        self.hint = hint
        self.places = places
        self.detail = detail
    }

    /// The error as a caller may see it: a use case's own stays, the store's and the authority's are translated.
    public init(wrapping error: any Error) {
        switch error {
        case let error as ServiceError: self = error
        case let error as StoreError: self.init(error)
        case let error as AuthorityError: self.init(error)
        default: self.init(.failed, "the request failed", detail: String(describing: error))
        }
    }

    private init(_ error: StoreError) {
        let code: Code =
            switch error.code {
            case .notFound: .notFound
            case .conflict: .conflict
            case .badQuery: .invalid
            case .full: .storageFull
            case .corrupt: .storageDamaged
            case .unavailable: .unavailable
            case .failed: .failed
            }
        self.init(code, error.message, detail: error.detail)
    }

    /// The authority's error, as `given` where the caller may know why and how to mend it although it is no refusal.
    init(_ error: AuthorityError, as given: Code? = nil) {
        let own: Code =
            switch error.code {
            case .badRequest: .badCertificateRequest
            case .weakKey: .weakKey
            case .foreignName: .foreignName
            case .sealedOtherwise: .failed
            case .unavailable: .unavailable
            case .refused: .conflict
            case .failed: .failed
            }
        let code = given ?? own
        let parts = error.message.split(separator: "\nhint: ", maxSplits: 1)
        let hint = parts.count > 1 ? String(parts[1]) : nil
        // How to mend a server is for its log.
        self.init(
            code, String(parts.first ?? "the authority failed"), hint: code == .failed ? nil : hint,
            detail: code == .failed ? hint ?? "" : "")
    }
}
