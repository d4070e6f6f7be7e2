import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire
import Hummingbird

/// Somebody who is signed in, as their own pages know them.
struct Person: Sendable {
    let tenant: Tenant
    let session: SignInSession
    let user: User
    let browser: BrowserMark
}

extension SignInSurface {
    var meRoutes: [Route] {
        [
            me(.get, "/me", "What the person signs in with, and where they are signed in") { _, person in
                try await marked(mePage(person), person.browser)
            },
            me(.post, "/me/signout", "Signs out") { call, person in
                _ = try await ownForm(call, person.tenant.id, person.browser)
                try await services.sessions.revoke(
                    person.session.id, person.tenant.id, of: person.user.id, actor: person.actor)
                var response = Response(seeOther: "/\(person.tenant.name)/signin")
                response.set(SetCookie(name: SessionCookie.name, value: "", lifetime: 0))
                return response
            },
            me(.post, "/me/passkeys/{id}/rename", "Gives a passkey another name") { call, person in
                let form = try await ownForm(call, person.tenant.id, person.browser)
                return try await changed(person) {
                    try await services.info.rename(
                        person.tenant.id, person.user, call.identifier("id", of: "passkey"), to: form["name"] ?? "")
                }
            },
            me(.post, "/me/passkeys/{id}/remove", "Forgets a passkey") { call, person in
                _ = try await ownForm(call, person.tenant.id, person.browser)
                return try await changed(person) {
                    try await services.info.remove(
                        person.tenant.id, person.session, person.user, call.identifier("id", of: "passkey"))
                }
            },
            me(.post, "/me/sessions/revoke-others", "Ends all of the person's other sessions") { call, person in
                _ = try await ownForm(call, person.tenant.id, person.browser)
                return try await changed(person) {
                    _ = try await services.sessions.revokeAll(
                        person.tenant.id, of: person.user.id, except: person.session.id, actor: person.actor)
                }
            },
            me(.post, "/me/sessions/{id}/revoke", "Ends one of the person's sessions") { call, person in
                _ = try await ownForm(call, person.tenant.id, person.browser)
                return try await changed(person) {
                    try await services.sessions.revoke(
                        call.identifier("id", of: "session"), person.tenant.id, of: person.user.id,
                        actor: person.actor)
                }
            },
            data("/me/passkeys/options", reason: Self.reasonOfMe, "Options for navigator.credentials.create()") {
                call in
                let (person, _) = try await personOfScript(call)
                return try Self.response(
                    await services.info.offerPasskey(person.tenant, person.session, person.user, person.browser))
            },
            data("/me/passkeys", reason: Self.reasonOfMe, "Keeps a new passkey of the person") { call in
                let (person, json) = try await personOfScript(call)
                _ = try await services.info.addPasskey(
                    person.tenant, person.session, person.user, person.browser, state: json.text("state"),
                    answer: (json["response"] ?? .null).serialised(), name: json.text("name"))
                return Response(next: ContinuePath.me.text)
            },
        ]
    }

    /// A page of somebody who is signed in; others are sent to sign in.
    func me(
        _ method: Route.Method, _ path: String, _ summary: String,
        _ body: @escaping @Sendable (OpenCall, Person) async throws -> Response
    ) -> Route {
        page(method, path, reason: Self.reasonOfMe, summary) { call in
            guard let person = try await person(call) else {
                let cookie = call.cookie(SessionCookie.name).flatMap(SessionCookie.init)
                let known = try? await services.signIn.tenant(cookie.map { "\($0.tenant)" } ?? "")
                let owner = try await services.signIn.owner()
                return Response(seeOther: "/\((known ?? owner).name)/signin?continue=/me")
            }
            return try await body(call, person)
        }
    }

    private func person(_ call: OpenCall) async throws -> Person? {
        guard let text = call.cookie(SessionCookie.name), let cookie = SessionCookie(text),
            let tenant = try? await services.signIn.tenant("\(cookie.tenant)"),
            let found = try await services.sessions.session(
                presenting: text, tenant.id, device: services.device(call, tenant.id))
        else { return nil }
        return Person(
            tenant: tenant, session: found.session, user: found.user,
            browser: services.signIn.seal.browser(presenting: call.cookie(BrowserMark.cookie)))
    }

    /// Who asks from the pages' script, and what.
    private func personOfScript(_ call: OpenCall) async throws -> (Person, JSON) {
        try call.requireOwnOrigin(services.signIn.origin)
        let json = try await call.json()
        guard let person = try await person(call) else {
            throw ServiceError(.unauthenticated, "you are not signed in any more", hint: "sign in again")
        }
        try services.signIn.seal.requireFormToken(
            json.text("token"), person.tenant.id, person.browser, at: services.clock.now)
        return (person, json)
    }

    /// Goes back to the page after a change, or says on it why there was none.
    func changed(_ person: Person, _ change: () async throws -> Void) async throws -> Response {
        do {
            try await change()
            return Response(seeOther: ContinuePath.me.text)
        } catch let error as ServiceError where error.code != .notFound && error.status.code < 500 {
            return try await mePage(person, problem: error)
        }
    }
}

extension Person {
    /// For the audit log.
    var actor: String { "user:\(user.userName)" }
}
