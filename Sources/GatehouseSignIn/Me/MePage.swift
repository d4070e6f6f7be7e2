import GatehouseModel
import GatehouseService
import GatehouseWebAuthn
import Hummingbird

extension SignInSurface {
    /// What the person signs in with, and where they are signed in.
    func mePage(_ person: Person, problem: ServiceError? = nil) async throws -> Response {
        let overview = try await services.info.overview(person.tenant.id, person.session)
        let sessions = try await services.sessions.list(person.tenant.id, of: person.user.id)
        let token = try services.signIn.seal.formToken(person.tenant.id, person.browser, at: services.clock.now)
        var page = Page(template: "me", title: .meTitle, tenant: person.tenant, problem: problem)
        page.values = [
            "token": token, "user": Self.names(person.user), "mayChange": overview.mayChange,
            "signInAgain": "/\(person.tenant.name)/signin?continue=/me",
            "hasPasskeys": !overview.passkeys.isEmpty,
            "needsPasskey": overview.passkeys.isEmpty && overview.passwordSetAt == nil,
            "passkeys": overview.passkeys.map { Self.card($0, token, mayChange: overview.mayChange) },
            "recoveryCodes": overview.recoveryCodes,
            "hasOthers": sessions.contains { $0.id != person.session.id },
            "sessions": sessions.map { Self.card($0, token, isThis: $0.id == person.session.id) },
        ]
        if let date = overview.passwordSetAt { page.values["passwordSetAt"] = Self.minute(date) }
        return page.response(status: problem?.status ?? .ok)
    }

    static func names(_ user: User) -> [String: String] {
        ["displayName": user.displayName, "userName": user.userName]
    }

    private static func card(_ passkey: Passkey, _ token: String, mayChange: Bool) -> [String: Any] {
        let catalogue = Catalogue.english
        return [
            "id": "\(passkey.id)", "name": passkey.name, "token": token, "mayChange": mayChange,
            "kind": catalogue(passkey.record.isBackedUp ? .backedUp : .onOneDevice),
            "created": minute(passkey.createdAt),
            "lastUsed": passkey.lastUsedAt.map(minute) ?? catalogue(.never), "suspected": passkey.suspectedAt != nil,
        ]
    }

    private static func card(_ session: SignInSession, _ token: String, isThis: Bool) -> [String: Any] {
        [
            "id": "\(session.id)", "agent": session.userAgent.isEmpty ? "?" : session.userAgent, "token": token,
            "isThis": isThis, "address": session.address, "created": minute(session.createdAt),
            "lastUsed": minute(session.lastUsedAt),
            "device": Catalogue.english(session.device == nil ? .withoutDevice : .withDevice),
        ]
    }

    /// `2026-11-22 16:30 UTC`.
    private static func minute(_ instant: Instant) -> String {
        instant.description.prefix(16).replacing("T", with: " ") + " UTC"
    }
}
