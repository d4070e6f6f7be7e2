import GatehouseDocuments
import GatehouseModel
import GatehouseOpenID

/// Somebody whom an upstream provider signed in, as the directory may take them.
struct UpstreamPerson {
    private let provider: IdentityProvider
    private let subject: String
    private let values: [FederatedAttribute: String]
    private let now: Instant

    init(_ claims: ClaimsSet, provider: IdentityProvider, now: Instant) throws {
        guard let subject = claims.subject else { throw ServiceError(.unauthenticated, "the provider names nobody") }
        var mapping = ClaimMapping(requiresVerifiedMail: !provider.believesUnverifiedMail)
        mapping.claims.merge(provider.claims) { $1 }
        self.provider = provider
        self.subject = subject
        values = mapping.values(of: claims)
        self.now = now
    }

    /// The person of the directory, known by the provider, linked or made just now.
    func admit(in work: any StoreWriting) throws -> (user: User, isNew: Bool) {
        if let identity = try work.federatedIdentity(provider: provider.name, subject: subject) {
            guard identity.issuer == provider.issuer.description else {
                throw refusal("is linked to another provider that had this name")
            }
            if let user = try work.user(identity.user) { return (try refreshed(user, in: work), false) }
            // Somebody who was deleted begins anew.
            try work.removeFederatedIdentity(provider: provider.name, subject: subject)
        }
        let name = try userName()
        if let user = try work.user(named: name) { return (try linked(user, in: work), false) }
        guard provider.firstSignIn == .create else { throw refusal("is not known here", name) }
        return (try created(name, in: work), true)
    }

    private func created(_ name: String, in work: any StoreWriting) throws -> User {
        var generator = SystemRandomNumberGenerator()
        let id = UserID.timeOrdered(at: now, using: &generator)
        var user = User(id: id, userName: name, displayName: values[.displayName] ?? name, createdAt: now)
        user.kind = provider.kind
        user.source = UserSource.federated(provider.name)
        user.externalID = subject
        apply(to: &user)
        try work.saveDirectory(user, replacing: nil, actor: actor, details: "subject \(subject)", at: now)
        try link(user, in: work)
        return user
    }

    /// Who has the name already is only taken to be the same person where the administrator says so, and never where
    /// that would hand out rights.
    private func linked(_ user: User, in work: any StoreWriting) throws -> User {
        guard provider.firstSignIn == .link, user.source == .provisioned, user.roles.isEmpty else {
            throw refusal("has the name of somebody else here", user.userName)
        }
        guard user.isEnabled else { throw disabled(user) }
        try link(user, in: work)
        try audit("user.link", user, in: work)
        return user
    }

    /// What the provider says now, where the provider keeps the person.
    private func refreshed(_ user: User, in work: any StoreWriting) throws -> User {
        guard user.isEnabled else { throw disabled(user) }
        guard user.source == .federated(provider.name) else { return user }
        var newer = user
        apply(to: &newer)
        guard newer != user else { return user }
        newer.updatedAt = now
        try work.saveDirectory(newer, replacing: user, actor: actor, at: now)
        return newer
    }

    private func apply(to user: inout User) {
        let fields: [(FederatedAttribute, WritableKeyPath<User, String>)] = [
            (.displayName, \.displayName), (.givenName, \.givenName), (.familyName, \.familyName),
            (.jobTitle, \.jobTitle), (.department, \.department), (.employeeNumber, \.employeeNumber),
        ]
        for (attribute, field) in fields {
            if let value = values[attribute] { user[keyPath: field] = value }
        }
        if let mail = values[.mail].flatMap(PersonAddress.normalised) { user.mail = mail }
    }

    /// The name to sign in with: what the administrator mapped, else the address that the provider checked.
    ///
    /// What people call themselves (`preferred_username`) counts only where it can be nobody else's: where no domain and
    /// no known person is meant by it.
    private func userName() throws -> String {
        let mapped = provider.claims[.userName] == nil ? nil : values[.userName]
        let chosen = provider.firstSignIn == .link || !provider.domains.isEmpty ? nil : values[.userName]
        guard let name = (mapped ?? values[.mail] ?? chosen).flatMap(UserName.normalised) else {
            throw ServiceError(
                .unauthenticated, "`\(provider.displayName)` does not say your user name",
                hint: "your administrator must map a claim to `userName` in `IdentityProvider/\(provider.name)`")
        }
        guard !provider.domains.isEmpty else { return name }
        let domain = name.split(separator: "@", omittingEmptySubsequences: false).dropFirst().last.map(String.init)
        guard let domain, provider.domains.contains(domain) else { throw refusal("is of no domain of its own", name) }
        return name
    }

    private var actor: String { "provider:\(provider.name)" }

    private func link(_ user: User, in work: any StoreWriting) throws {
        try work.add(
            FederatedIdentity(
                provider: provider.name, issuer: provider.issuer.description, subject: subject, user: user.id,
                linkedAt: now))
    }

    private func audit(_ action: String, _ user: User, in work: any StoreWriting) throws {
        try work.audit(
            AuditEntry(
                at: now, actor: actor, action: action, target: "user/\(user.userName)",
                detail: "subject \(subject)"))
    }

    private func refusal(_ why: String, _ name: String? = nil) -> ServiceError {
        let who = name.map { "`\($0)`" } ?? "who signed in"
        return ServiceError(
            .notPermitted, "\(who) of `\(provider.displayName)` \(why)",
            hint: "ask your administrator to let you in")
    }

    private func disabled(_ user: User) -> ServiceError {
        ServiceError(
            .notPermitted, "the account `\(user.userName)` is disabled", hint: "ask your administrator to enable it")
    }
}
