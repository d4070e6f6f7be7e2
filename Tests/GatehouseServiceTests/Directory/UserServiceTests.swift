import GatehouseModel
import GatehouseService
import GatehouseStorage
import Testing

@Suite struct UserServiceTests {
    @Test func `a person is written down, changed and forgotten, and the audit log has each`() async throws {
        let fixture = try await Fixture()
        try await fixture.person("grace")
        let ada = try await fixture.person("Ada@Example.org") {
            $0.department = "Sales"
            $0.kind = "guest"
            $0.manager = "grace"
        }
        #expect(ada.userName == "ada@example.org" && ada.displayName == "ada@example.org" && ada.kind == .guest)
        #expect(try await fixture.users.user(fixture.tenant.id, "GRACE").id == ada.manager)
        var changes = UserChanges()
        changes.displayName = "Ada Lovelace"
        changes.manager = ""
        fixture.time.advance(.seconds(5))
        let changed = try await fixture.users.change("ada@example.org", changes, by: fixture.admin)
        #expect(changed.displayName == "Ada Lovelace" && changed.manager == nil && changed.department == "Sales")
        #expect(changed.updatedAt == fixture.time.now && changed.createdAt < changed.updatedAt)
        try await fixture.users.delete(ada.id.description, by: fixture.admin)
        let gone = await fixture.refusal { _ = try await fixture.users.user(fixture.tenant.id, "ada") }
        #expect(gone?.code == .notFound)
        #expect(try await fixture.actions() == ["user.create", "user.create", "user.update", "user.delete"])
    }

    @Test(arguments: [
        ("", "no name to sign in with"), ("two words", "no name to sign in with"), ("a\u{200B}da", "no name to sign"),
        ("a\u{1}", "no name to sign in with"), (String(repeating: "a", count: 257), "no name to sign in with"),
    ])
    func `a name that could be mistaken is refused`(name: String, message: String) async throws {
        let fixture = try await Fixture()
        let error = await fixture.refusal { try await fixture.person(name) }
        #expect(error?.code == .invalid && error?.message.contains(message) == true)
    }

    @Test func `a name is one person's, in any letter case`() async throws {
        let fixture = try await Fixture()
        try await fixture.person("ada")
        let twin = await fixture.refusal { try await fixture.person("ADA") }
        #expect(twin?.code == .conflict)
        try await fixture.person("grace")
        var changes = UserChanges()
        changes.userName = "Ada"
        let held = changes
        let error = await fixture.refusal { _ = try await fixture.users.change("grace", held, by: fixture.admin) }
        #expect(error?.code == .conflict)
    }

    @Test func `who may not sign in any more loses every session from before`() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.person("ada")
        fixture.time.advance(.seconds(60))
        var changes = UserChanges()
        changes.isEnabled = false
        let disabled = try await fixture.users.change("ada", changes, by: fixture.admin)
        #expect(!disabled.isEnabled && disabled.sessionsValidFrom == fixture.time.now)
        #expect(ada.sessionsValidFrom < disabled.sessionsValidFrom)
        changes.isEnabled = true
        fixture.time.advance(.seconds(60))
        let enabled = try await fixture.users.change("ada", changes, by: fixture.admin)
        #expect(enabled.isEnabled && enabled.sessionsValidFrom == disabled.sessionsValidFrom)
        try await fixture.users.revokeSessions(of: "ada", reason: "lost", by: fixture.caller(.analyst))
        #expect(try await fixture.users.user(fixture.tenant.id, "ada").sessionsValidFrom == fixture.time.now)
    }

    @Test func `the last administrator stays while no token administers the tenant`() async throws {
        let fixture = try await Fixture()
        for name in ["ada", "grace"] {
            try await fixture.person(name)
            _ = try await fixture.users.setRoles(of: name, to: ["administrator"], by: fixture.admin)
        }
        try await fixture.users.delete("grace", by: fixture.admin)
        var changes = UserChanges()
        changes.isEnabled = false
        let disabling = changes
        let attempts: [@Sendable () async throws -> Void] = [
            { try await fixture.users.delete("ada", by: fixture.admin) },
            { _ = try await fixture.users.change("ada", disabling, by: fixture.admin) },
            { _ = try await fixture.users.setRoles(of: "ada", to: ["reader"], by: fixture.admin) },
        ]
        for attempt in attempts { #expect(await fixture.refusal(attempt)?.code == .conflict) }
        _ = try await fixture.tokens.create(
            fixture.tenant.id, name: "t", role: "administrator", lifetime: .seconds(60), actor: "test")
        _ = try await fixture.users.setRoles(of: "ada", to: ["reader"], by: fixture.admin)
        _ = try await fixture.users.setRoles(of: "ada", to: ["administrator"], by: fixture.admin)
        // A token that ended administers nothing.
        fixture.time.advance(.seconds(120))
        #expect(await fixture.refusal(attempts[0])?.code == .conflict)
    }

    @Test func `nobody changes a person who may more than they do`() async throws {
        let fixture = try await Fixture()
        try await fixture.person("ada")
        _ = try await fixture.users.setRoles(of: "ada", to: ["policyAuthor"], by: fixture.admin)
        var changes = UserChanges()
        changes.mail = "thief@example.org"
        let theft = changes
        let help = fixture.caller(.helpDesk)
        let change = await fixture.refusal { _ = try await fixture.users.change("ada", theft, by: help) }
        #expect(change?.code == .notPermitted)
        let deletion = await fixture.refusal { try await fixture.users.delete("ada", by: help) }
        #expect(deletion?.code == .notPermitted)
        let row = UserImport.Row(changes: UserChanges.named("ada", mail: "thief@example.org"), line: 2)
        let error = await fixture.refusal {
            _ = try await fixture.users.importList(UserImport(file: "f", rows: [row]), isPreview: false, by: help)
        }
        #expect(error?.places.first?.message.contains("roles that may more") == true)
        #expect(try await fixture.users.user(fixture.tenant.id, "ada").mail.isEmpty)
    }

    @Test(arguments: ["provisioner", "admin", "operators"])
    func `a role that no person has is refused with the nearest`(role: String) async throws {
        let fixture = try await Fixture()
        try await fixture.person("ada")
        let error = await fixture.refusal {
            _ = try await fixture.users.setRoles(of: "ada", to: [role], by: fixture.admin)
        }
        #expect(error?.code == .invalid && error?.hint != nil)
    }

    @Test func `of a person whom somebody else keeps only the standing is changed here`() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.person("ada")
        try await fixture.store.write(fixture.tenant.id) { work in
            var kept = ada
            kept.source = .federated("partner")
            try work.save(kept)
        }
        var changes = UserChanges()
        changes.department = "Legal"
        let theirs = changes
        let refused = await fixture.refusal { _ = try await fixture.users.change("ada", theirs, by: fixture.admin) }
        #expect(refused?.code == .conflict)
        var standing = UserChanges()
        standing.isEnabled = false
        #expect(try await !fixture.users.change("ada", standing, by: fixture.admin).isEnabled)
    }
}

extension UserChanges {
    static func named(_ name: String, mail: String? = nil, department: String? = nil, manager: String? = nil) -> Self {
        var changes = Self()
        changes.userName = name
        changes.mail = mail
        changes.department = department
        changes.manager = manager
        return changes
    }
}
