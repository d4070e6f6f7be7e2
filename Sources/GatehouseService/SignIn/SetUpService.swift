import Foundation
import GatehouseKeys
public import GatehouseModel
import GatehouseWebAuthn

/// The first administrator: whoever has the code of the file of first start makes themselves one, with a passkey.
///
/// The code, the person and the passkey are taken and made in one unit of work, once: there is never an administrator
/// without a way to sign in, nor a code that is used up for nothing.
public struct SetUpService: Sendable {
    private let store: any Store
    private let signIn: SignInService

    /// Makes the service.
    public init(store: any Store, signIn: SignInService) {
        self.store = store
        self.signIn = signIn
    }

    /// Whether a code waits to be used.
    public func isOpen(_ tenant: TenantID) async throws -> Bool {
        try await store.read(tenant) { try $0.setUpCode()?.usedAt == nil && $0.setUpCode() != nil }
    }

    /// Options for the first administrator's passkey; refuses a wrong code and a name that is taken.
    public func offer(
        _ tenant: Tenant, code: String, userName: String, displayName: String, _ request: SignInRequest
    ) async throws -> CeremonyOffer {
        let now = signIn.clock.now
        let shown = displayName.trimmingCharacters(in: .whitespaces)
        guard let name = UserName.normalised(userName.trimmingCharacters(in: .whitespaces)),
            (1...200).contains(shown.utf8.count)
        else {
            throw ServiceError(
                .invalid, "a name to sign in with has no spaces, and a name to show has 1 to 200 bytes")
        }
        let hash = Self.hash(code)
        try await store.write(tenant.id) { try AttemptLimits(secretFrom: request).count(in: $0, at: now) }
        try await store.read(tenant.id) { work in
            guard let kept = try work.setUpCode(), kept.usedAt == nil, ConstantTime.equal(kept.hash, hash) else {
                throw Self.wrongCode
            }
            guard try work.user(named: name) == nil else {
                throw ServiceError(.conflict, "there is a user `\(name)` already")
            }
        }
        let user = UserID.random()
        var state = signIn.desk.newState(request.browser, at: now, user: user)
        (state.userName, state.displayName, state.setUpCode) = (name, shown, hash)
        return try signIn.desk.registrationOffer(
            state, .setUp, tenant, user: user, userName: name, displayName: shown, known: [])
    }

    /// Makes the administrator with the passkey that answered, and signs them in.
    public func finish(
        _ tenant: Tenant, state text: String, answer: [UInt8], _ request: SignInRequest
    ) async throws -> SignedIn {
        let now = signIn.clock.now
        let desk = signIn.desk
        let (state, challenge) = try desk.open(text, .setUp, tenant.id, request.browser, at: now)
        guard let id = state.user.flatMap({ UserID($0) }), let name = state.userName, let shown = state.displayName,
            let hash = state.setUpCode
        else { throw CeremonyDesk.tooOld }
        try await store.write(tenant.id) { try desk.take(challenge, in: $0, at: now) }
        let registered = try desk.verify(
            answer, challenge, tenant, user: id, userName: name, displayName: shown, isRegistered: false)
        return try await store.write(tenant.id) { [signIn] work in
            guard try work.takeSetUpCode(withHash: hash, at: now) else { throw Self.wrongCode }
            var user = User(id: id, userName: name, displayName: shown, createdAt: now)
            user.roles = [Role.administrator.rawValue]
            try work.saveDirectory(user, replacing: nil, actor: "system", at: now)
            try work.insert(Passkey(registered, of: id, name: "first passkey", at: now))
            try AttemptLimits(secretFrom: request).forget(in: work)
            try work.audit(
                AuditEntry(
                    at: now, actor: "system", action: "setUp.finish", target: "user/\(id)",
                    detail: "the set-up code made the administrator \(name)"))
            return try signIn.sessions.begin(request, user, [.setUpCode, .passkey], in: work, at: now)
        }
    }

    /// What is kept of a code, however it was typed.
    public static func hash(_ code: String) -> String {
        Secret.hash(code.uppercased().filter { !$0.isWhitespace })
    }

    private static let wrongCode = ServiceError(
        .unauthenticated, "the set-up code is wrong, or made an administrator before",
        hint: "it is in the file setup-code.txt in the server's data folder")
}
