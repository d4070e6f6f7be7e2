/// What a client asks to be allowed (RFC 6749 §3.3): parts of an ID token, and permissions at one resource.
public struct RequestedScopes: Hashable, Sendable {
    /// Longest `scope`, in bytes.
    public static let lengthLimit = 4096

    /// What of the person, and for how long; no permission at a resource.
    public let identity: Set<Identity>
    /// Whose permissions are asked for, such as `https://gatehouse.example`; `nil` for bare names, which are of the
    /// server's own API.
    public let resource: String?
    /// The names of the permissions, in their order, without the resource.
    public let permissions: [String]
    /// `<resource>/.default`: all that was consented to, or that an administrator granted.
    public let isDefault: Bool

    /// The scopes of OpenID Connect Core §5.4 and §11.
    public enum Identity: String, Hashable, Sendable, CaseIterable {
        case openid
        case profile
        case email
        case offlineAccess = "offline_access"
    }

    /// Reads `scope`; refuses characters beyond RFC 6749's, permissions of two resources, and `.default` beside other
    /// permissions.
    ///
    /// A name twice counts once.
    public init(_ text: String) throws(OpenIDError) {
        guard text.utf8.count <= Self.lengthLimit else {
            throw OpenIDError(.scopeMalformed, "`scope` has \(text.utf8.count) bytes, more than \(Self.lengthLimit)")
        }
        var identity = Set<Identity>()
        var found = [(resource: String?, name: String)]()
        for word in text.split(separator: " ") {
            guard word.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }) else {
                throw OpenIDError(
                    .scopeMalformed, "the scope \(quoted(String(word))) has characters that it cannot have")
            }
            if let known = Identity(rawValue: String(word)) {
                identity.insert(known)
            } else {
                found.append(try Self.permission(word))
            }
        }
        let resources = Set(found.map(\.resource))
        guard resources.count <= 1 else {
            throw OpenIDError(.scopeConflict, "`scope` asks for permissions of several resources at once")
        }
        var names = [String]()
        for name in found.map(\.name) where !names.contains(name) { names.append(name) }
        isDefault = names.contains(".default")
        guard !isDefault || names.count == 1 else {
            throw OpenIDError(.scopeConflict, "`scope` asks for `.default` and for other permissions of its resource")
        }
        self.identity = identity
        resource = resources.first ?? nil
        permissions = isDefault ? [] : names
    }

    private init(identity: Set<Identity>, resource: String?, permissions: [String], isDefault: Bool) {
        self.identity = identity
        self.resource = resource
        self.permissions = permissions
        self.isDefault = isDefault
    }

    /// Nothing is asked for.
    public var isEmpty: Bool { identity.isEmpty && permissions.isEmpty && !isDefault }

    /// Whether a refreshed token with `other` would have no more than this (RFC 6749 §6).
    ///
    /// `<resource>/.default` covers itself alone: which permissions it stands for is found out where it is granted, and
    /// names are never taken to be among them here.
    public func covers(_ other: RequestedScopes) -> Bool {
        guard other.identity.isSubset(of: identity) else { return false }
        guard !other.permissions.isEmpty || other.isDefault else { return true }
        guard resource == other.resource, isDefault == other.isDefault else { return false }
        return Set(other.permissions).isSubset(of: permissions)
    }

    /// What a refreshed access token gets: the permissions that were asked for, or all of this when nothing was.
    ///
    /// Refuses more than this. The scopes of identity stay, whether they were asked for or not: a client that names only
    /// permissions goes on being signed in. The family keeps the scopes that it was granted, whatever one refresh asked
    /// for, and ``RefreshFamily/Outcome/rotated`` gives the successor out always.
    public func narrowed(to asked: RequestedScopes?) throws(OpenIDError) -> RequestedScopes {
        guard let asked, !asked.isEmpty else { return self }
        guard covers(asked) else {
            throw OpenIDError(.scopeWidened, "`scope` is \(quoted(asked.text)), more than was granted")
        }
        return RequestedScopes(
            identity: identity, resource: asked.resource, permissions: asked.permissions, isDefault: asked.isDefault)
    }

    /// The scopes as text, those of identity first.
    public var text: String {
        let known = Identity.allCases.filter(identity.contains).map(\.rawValue)
        let prefix = resource.map { "\($0)/" } ?? ""
        let names = (isDefault ? [".default"] : permissions).map { prefix + $0 }
        return (known + names).joined(separator: " ")
    }

    /// `https://host/Devices.Read` is `Devices.Read` at `https://host`.
    private static func permission(_ word: Substring) throws(OpenIDError) -> (resource: String?, name: String) {
        guard let slash = word.lastIndex(of: "/") else { return (nil, String(word)) }
        let (resource, name) = (word[..<slash], word[word.index(after: slash)...])
        guard !resource.isEmpty, !name.isEmpty else {
            throw OpenIDError(.scopeMalformed, "the scope \(quoted(String(word))) names no permission or no resource")
        }
        return (String(resource), String(name))
    }
}
