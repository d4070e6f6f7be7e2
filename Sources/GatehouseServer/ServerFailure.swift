/// Why a server that is set up rightly cannot start now; a later start may succeed.
public struct ServerFailure: Error, Hashable, Sendable {
    /// Lower case, no full stop, without any password.
    public var message: String
    /// How to mend it; `nil` when there is nothing to add.
    public var hint: String?
}
