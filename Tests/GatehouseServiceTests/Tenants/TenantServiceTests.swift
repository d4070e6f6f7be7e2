import Foundation
import GatehouseAuthority
import GatehouseKeys
import GatehouseModel
import GatehouseStorage
import GatehouseTestSupport
import Logging
import Testing

@testable import GatehouseService

@Suite struct TenantServiceTests {
    private struct Setting {
        let fixture: Fixture
        let key = SealingKeys(SealingKey())
        let authorities: TenantAuthorities
        let tenants: TenantService
        let caller: Caller

        init() async throws {
            fixture = try await Fixture()
            authorities = TenantAuthorities(
                owner: fixture.authority, store: fixture.store, key: key, clock: fixture.clock)
            tenants = TenantService(store: fixture.store, authorities: authorities, clock: fixture.clock)
            caller = Caller(tenant: fixture.tenant.id, actor: "token:test", role: "operator", ownsServer: true)
        }

        func create(_ name: String = "acme") async throws -> CreatedTenant {
            let created = try await tenants.create(name: name, tokenLifetime: .seconds(3600), as: caller)
            try await authorities.load(created.tenant.id)
            return created
        }

        func state(of name: String = "acme") async throws -> TenantState? {
            try await fixture.store.tenants().first { $0.name == name }?.state
        }

        func audited() async throws -> [String] {
            try await fixture.audit.rows(fixture.tenant.id, after: 0, limit: 100).map(\.entry.action)
                .filter { $0.hasPrefix("tenant.") }
        }
    }

    @Test func `a fresh tenant has a token, an authority and nothing else`() async throws {
        let setting = try await Setting()
        let created = try await setting.create()
        let caller = try await setting.fixture.tokens.caller(presenting: created.secret)
        #expect(caller.tenant == created.tenant.id)
        #expect(caller.role == "administrator")
        #expect(!caller.ownsServer)
        #expect(!caller.may(Permission(.tenant, .read)))
        #expect(try await setting.fixture.documents.list(created.tenant.id, kind: nil).isEmpty)
        #expect(setting.authorities.trusted.contains(created.root))
        #expect(created.root != setting.fixture.authority.root)
        #expect(try await setting.audited().last == "tenant.create")
    }

    @Test func `names that are taken or none are refused, and so is who does not own the server`() async throws {
        let setting = try await Setting()
        let created = try await setting.create()
        for name in ["", "Acme", "-a", "a-", "a/b", String(repeating: "a", count: 41), created.tenant.id.description] {
            #expect(await setting.fixture.code { _ = try await setting.create(name) } == .invalid, "\(name)")
        }
        #expect(await setting.fixture.code { _ = try await setting.create() } == .conflict)
        let other = try await setting.fixture.tokens.caller(presenting: created.secret)
        #expect(await setting.fixture.code { _ = try await setting.tenants.list(as: other) } == .notPermitted)
        let operators = await setting.fixture.code {
            _ = try await setting.fixture.tokens.create(
                other.tenant, name: "a", role: "operator", lifetime: .seconds(60), actor: "test")
        }
        #expect(operators == .invalid)
    }

    @Test func `each tenant's authority signs for its own, and vouches for nobody else's certificates`() async throws {
        let setting = try await Setting()
        let created = try await setting.create()
        let (own, other) = (setting.fixture.tenant.id, created.tenant.id)
        let now = setting.fixture.time.now
        func certificate(_ tenant: TenantID) async throws -> [UInt8] {
            let issued = try await setting.authorities.issueEnforcementPointCertificate(
                tenant: tenant, name: "edge", lifetime: .seconds(60), now: now)
            let lines = issued.certificate.chain.split(separator: "\n").dropFirst().prefix { $0.first != "-" }
            return Array(try #require(Data(base64Encoded: lines.joined())))
        }
        let (ours, theirs) = (try await certificate(own), try await certificate(other))
        #expect(setting.authorities.isIssued(ours, by: own))
        #expect(setting.authorities.isIssued(theirs, by: other))
        #expect(!setting.authorities.isIssued(ours, by: other))
        #expect(!setting.authorities.isIssued(theirs, by: own))
        setting.authorities.forget(other)
        #expect(!setting.authorities.isIssued(theirs, by: other))
    }

    @Test func `devices of a tenant whose authority cannot be opened here are told to wait, not to enrol again`()
        async throws
    {
        let setting = try await Setting()
        let created = try await setting.create()
        let issued = try await setting.authorities.issueEnforcementPointCertificate(
            tenant: created.tenant.id, name: "edge", lifetime: .seconds(60), now: setting.fixture.time.now)
        let lines = issued.certificate.chain.split(separator: "\n").dropFirst().prefix { $0.first != "-" }
        let certificate = Array(try #require(Data(base64Encoded: lines.joined())))
        setting.authorities.withhold(created.tenant.id)
        #expect(setting.authorities.standing(of: certificate, created.tenant.id) == .notKnownYet)
        #expect(setting.authorities.issuerNames(of: created.tenant.id).isEmpty)
        try await setting.authorities.load(created.tenant.id)
        #expect(setting.authorities.standing(of: certificate, created.tenant.id) == .current)
        setting.authorities.forget(created.tenant.id)
        #expect(setting.authorities.standing(of: certificate, created.tenant.id) == .foreign)
    }

    @Test func `an authority opens again under the same key, and under no other`() async throws {
        let setting = try await Setting()
        let created = try await setting.create()
        let again = TenantAuthorities(
            owner: setting.fixture.authority, store: setting.fixture.store, key: setting.key,
            clock: setting.fixture.clock)
        try await again.load(created.tenant.id)
        #expect(again.trusted == setting.authorities.trusted)
        let wrong = TenantAuthorities(
            owner: setting.fixture.authority, store: setting.fixture.store, key: SealingKeys(SealingKey()),
            clock: setting.fixture.clock)
        await #expect(throws: AuthorityError.self) { try await wrong.load(created.tenant.id) }
    }

    @Test func `a store that does not answer is told from an authority that cannot be opened`() async throws {
        let setting = try await Setting()
        let created = try await setting.create()
        let missing = await #expect(throws: AuthorityError.self) { try await setting.authorities.load(.random()) }
        #expect(missing?.code == .failed)
        try await setting.fixture.store.close()
        let error = await #expect(throws: AuthorityError.self) {
            try await setting.authorities.load(created.tenant.id)
        }
        #expect(error?.code == .unavailable)
    }

    @Test func `an intermediate near its end is renewed and kept, with the same key`() async throws {
        let setting = try await Setting()
        let created = try await setting.create()
        let before = try await setting.authorities.load(created.tenant.id)
        setting.fixture.time.advance(.seconds(600 * 86_400))
        let renewed = try await setting.authorities.load(created.tenant.id)
        #expect(renewed.intermediate != before.intermediate)
        #expect(renewed.root == before.root)
        #expect(renewed.issuerName == before.issuerName)
        #expect(try await setting.authorities.load(created.tenant.id).intermediate == renewed.intermediate)
    }

    @Test func `a suspended tenant's people, machines and jobs rest until it is resumed`() async throws {
        let setting = try await Setting()
        let created = try await setting.create()
        let (fixture, id) = (setting.fixture, created.tenant.id)
        try await fixture.store.write(id) { work in
            try work.schedule(Job(id: .random(), tenant: id, kind: "test", subject: "", dueAt: fixture.time.now))
        }
        _ = try await setting.tenants.suspend("acme", reason: "unpaid", as: setting.caller)
        #expect(
            await fixture.code { _ = try await setting.tenants.suspend("acme", reason: "", as: setting.caller) }
                == .conflict)
        do {
            _ = try await fixture.tokens.caller(presenting: created.secret)
            Issue.record("an administrator of a suspended tenant got in")
        } catch let error as ServiceError {
            #expect(error.code == .tenantSuspended)
            #expect(error.message.contains("`acme`"))
            #expect(error.message.contains("unpaid"))
        }
        let enrolment = EnrolmentService(store: fixture.store, authority: setting.authorities, clock: fixture.clock)
        let application = try await fixture.application()
        #expect(await fixture.code { _ = try await enrolment.apply(id, application) } == .tenantSuspended)
        func claimed() async throws -> Int {
            let now = fixture.time.now
            return try await fixture.store.claimJobs(queue: .jobs, now: now, until: now + .seconds(1), limit: 10).count
        }
        #expect(try await claimed() == 0)
        _ = try await setting.tenants.resume("acme", reason: "", as: setting.caller)
        #expect(try await fixture.tokens.caller(presenting: created.secret).tenant == id)
        #expect(try await claimed() == 1)
        #expect(try await setting.audited().suffix(3) == ["tenant.create", "tenant.suspend", "tenant.resume"])
    }

    @Test(arguments: [String(repeating: "a", count: 501), "un\npaid", "un\u{2028}paid"])
    func `a reason that no line of the log can hold is refused, to suspend and to resume`(_ reason: String) async throws
    {
        let setting = try await Setting()
        _ = try await setting.create()
        let (tenants, caller) = (setting.tenants, setting.caller)
        #expect(
            await setting.fixture.code { _ = try await tenants.suspend("acme", reason: reason, as: caller) } == .invalid
        )
        _ = try await tenants.suspend("acme", reason: "", as: caller)
        #expect(
            await setting.fixture.code { _ = try await tenants.resume("acme", reason: reason, as: caller) } == .invalid)
        #expect(try await setting.state() == .suspended)
    }

    @Test func `a suspension reaches what decides, and so does its end`() async throws {
        let setting = try await Setting()
        let created = try await setting.create()
        let (fixture, id) = (setting.fixture, created.tenant.id)
        try await fixture.catchUp()
        #expect(fixture.snapshot.look(id) { $0.suspension } == .some(nil))
        let enrolled = try await EnrolmentService(
            store: fixture.store, authority: setting.authorities, clock: fixture.clock
        ).enrol(id, fixture.application(code: Self.code(id, fixture)))
        let serial = try PeerCertificate(pemChain: enrolled.chain).serial
        let identity = DeviceIdentityService(snapshot: fixture.snapshot, store: fixture.store, clock: fixture.clock)
        #expect(try await identity.device(holding: serial, id) == enrolled.device)
        _ = try await setting.tenants.suspend("acme", reason: "unpaid", as: setting.caller)
        #expect(await fixture.code { _ = try await identity.device(holding: serial, id) } == .tenantSuspended)
        try await fixture.catchUp()
        #expect(await fixture.code { _ = try await identity.device(holding: serial, id) } == .tenantSuspended)
        #expect(fixture.snapshot.look(id) { $0.suspension?.contains("unpaid") } == true)
        _ = try await setting.tenants.resume("acme", reason: "", as: setting.caller)
        try await fixture.catchUp()
        #expect(try await identity.device(holding: serial, id) == enrolled.device)
    }

    private static func code(_ tenant: TenantID, _ fixture: Fixture) async throws -> String {
        try await fixture.codes.create(
            tenant, uses: 1, lifetime: .seconds(3600), ownership: .company, groups: [], actor: "test"
        ).secret
    }

    @Test func `the owner stays, and only a suspended tenant whose name is typed again is deleted`() async throws {
        let setting = try await Setting()
        _ = try await setting.create()
        let (tenants, caller) = (setting.tenants, setting.caller)
        #expect(
            await setting.fixture.code { _ = try await tenants.suspend("test", reason: "", as: caller) } == .conflict)
        #expect(
            await setting.fixture.code { try await tenants.delete("acme", confirmation: "acme", as: caller) }
                == .conflict)
        _ = try await tenants.suspend("acme", reason: "", as: caller)
        #expect(
            await setting.fixture.code { try await tenants.delete("acme", confirmation: "acm", as: caller) } == .invalid
        )
        #expect(try await setting.state() == .suspended)
        try await tenants.delete("acme", confirmation: "acme", as: caller)
        #expect(try await setting.state() == .deleting)
        #expect(
            await setting.fixture.code { _ = try await tenants.resume("acme", reason: "", as: caller) } == .conflict)
    }

    @Test func `a deletion goes on where it was left, and the owner's audit log keeps that it happened`() async throws {
        let setting = try await Setting()
        let created = try await setting.create()
        let (fixture, id) = (setting.fixture, created.tenant.id)
        for number in 1...700 { try await fixture.store.write(id) { try $0.save(EnrolmentCode.numbered(number)) } }
        try await fixture.catchUp()
        _ = try await setting.tenants.suspend("acme", reason: "", as: setting.caller)
        try await setting.tenants.delete("acme", confirmation: "acme", as: setting.caller)
        try await fixture.catchUp()
        #expect(fixture.snapshot.look(id) { _ in true } == nil)
        fixture.time.advance(.seconds(3))
        // A node that died after one batch.
        _ = try await fixture.store.administer(as: fixture.tenant.id) { try $0.deleteRows(of: id, limit: 100) }
        try await fixture.runner.runDue()
        #expect(try await fixture.store.tenants() == [fixture.tenant])
        #expect(try await setting.audited().last == "tenant.deleted")
        #expect(try await fixture.audit.verify(fixture.tenant.id).problem == nil)
        #expect(
            await fixture.code { _ = try await fixture.tokens.caller(presenting: created.secret) } == .unauthenticated)
        #expect(try await setting.create().tenant.id != id)
    }

    @Test func `an export has every row of the tenant, none of another, and says how many`() async throws {
        let setting = try await Setting()
        let created = try await setting.create()
        let (fixture, id) = (setting.fixture, created.tenant.id)
        for number in 1...1200 { try await fixture.store.write(id) { try $0.save(EnrolmentCode.numbered(number)) } }
        try await fixture.store.write(id) { try $0.save(DeviceRecord.numbered(1, name: "say \"hä\"\n")) }
        _ = try await fixture.enrol()
        let export = TenantExport(tenants: setting.tenants)
        var archive = [UInt8]()
        var largest = 0
        for try await piece in try await export.pieces(of: "acme", as: setting.caller) {
            largest = max(largest, piece.count)
            archive += piece
        }
        let text = String(decoding: archive, as: UTF8.self)
        #expect(archive.count % 512 == 0)
        #expect(largest < 1 << 20)
        #expect(text.contains("manifest.json"))
        #expect(text.contains("enrolment_code/000003.jsonl"))
        #expect(text.contains("\"enrolment_code\":1200"))
        #expect(text.contains("say \\\"hä\\\"\\u000a"))
        #expect(!text.contains("code-1\""), "a hash of a secret was exported")
        #expect(!text.contains("\"name\":\"laptop\""), "another tenant's device was exported")
        let tables = try await fixture.store.read(id) { work in
            try work.exportedTables().map { ($0, try work.exportedRows(of: $0, after: nil, limit: 5000).rows.count) }
        }
        for (table, rows) in tables { #expect(text.contains("\"\(table)\":\(rows)"), "\(table)") }
    }
}
