import GatehouseAuthority
import GatehouseKeys
import GatehouseModel
import GatehouseStorage
import GatehouseTestSupport
import Testing

@testable import GatehouseService

@Suite struct AuthorityServiceTests {
    private struct Node {
        let fixture: Fixture
        let sealing: SealingKeys
        let authorities: TenantAuthorities

        init(_ fixture: Fixture, _ sealing: SealingKeys) async throws {
            self.fixture = fixture
            self.sealing = sealing
            if try await fixture.store.read(fixture.tenant.id, { try $0.sealedAuthority() }) == nil {
                let sealed = try TenantAuthorities.makeSealed(
                    tenant: fixture.tenant.id, key: sealing, now: fixture.time.now)
                try await fixture.store.write(fixture.tenant.id) { try $0.save(sealedAuthority: sealed, at: .start) }
            }
            authorities = try await TenantAuthorities.opening(
                owner: fixture.tenant.id, store: fixture.store, key: sealing, clock: fixture.clock)
        }

        var service: AuthorityService {
            AuthorityService(store: fixture.store, keeper: authorities, sealing: sealing, clock: fixture.clock)
        }
        var secrets: SecretService { SecretService(store: fixture.store, key: sealing, clock: fixture.clock) }

        func value(_ name: String) async throws -> String? {
            let secrets = secrets
            return try await fixture.store.read(fixture.tenant.id) { try secrets.value(of: name, in: $0) }
        }
    }

    private func caller(_ fixture: Fixture, ownsServer: Bool = true) -> Caller {
        Caller(tenant: fixture.tenant.id, actor: "token:test", role: "administrator", ownsServer: ownsServer)
    }

    @Test func `a step changes the row, is audited, and other nodes open what came of it`() async throws {
        let fixture = try await Fixture()
        let key = SealingKey()
        let (one, other) = (try await Node(fixture, SealingKeys(key)), try await Node(fixture, SealingKeys(key)))
        let before = one.authorities.intermediate
        let shown = try await one.service.perform(.rotateIssuing, reason: "spring", as: caller(fixture)).overview
        #expect(shown.certificates.map(\.role) == [.root, .issuing, .former])
        #expect(try await one.service.show(fixture.tenant.id) == shown)
        #expect(other.authorities.intermediate == before)
        try await other.authorities.load(fixture.tenant.id)
        #expect(other.authorities.intermediate == shown.certificates[1].pem)
        #expect(other.authorities.trusted.contains(before))
        let entry = try await fixture.audit.rows(fixture.tenant.id, after: 0, limit: 100).map(\.entry).last
        #expect(entry?.action == "authority.rotateIssuing" && entry?.detail == "spring")
        #expect(
            try await fixture.store.changes(after: 0, limit: 100).contains {
                $0.kind == .authority && $0.id == fixture.tenant.id.description
            })
    }

    @Test func `what does not come next is refused, and changes nothing`() async throws {
        let fixture = try await Fixture()
        let node = try await Node(fixture, SealingKeys(SealingKey()))
        let before = try await node.service.show(fixture.tenant.id)
        #expect(
            await fixture.code { _ = try await node.service.perform(.finishRoot(isAtOnce: true), as: caller(fixture)) }
                == .conflict)
        #expect(try await node.service.show(fixture.tenant.id) == before)
    }

    @Test func `what mends a refusal is told apart from it, and what mends the server only in its log`() {
        let refused = ServiceError(wrapping: AuthorityError(.refused, "there is no next root\nhint: look"))
        #expect(refused == ServiceError(.conflict, "there is no next root", hint: "look"))
        let failed = ServiceError(wrapping: AuthorityError(.failed, "a file is open to all\nhint: close it"))
        #expect(failed == ServiceError(.failed, "a file is open to all", detail: "close it"))
    }

    @Test func `secrets and authorities go over to a newer key while nodes with both keys run`() async throws {
        let fixture = try await Fixture()
        let (older, newer) = (SealingKey(), SealingKey())
        let first = try await Node(fixture, SealingKeys(older))
        _ = try await first.secrets.set(fixture.tenant.id, name: "smtp", value: "hunter2", actor: "test")
        #expect(
            await fixture.code { _ = try await first.service.rotateSealingKey(as: caller(fixture)) } == .conflict,
            "there is nothing to change to")

        let both = older.text + "\n" + newer.text
        let (one, other) = (
            try await Node(fixture, try #require(SealingKeys(both))),
            try await Node(fixture, try #require(SealingKeys(both)))
        )
        // Until then everything is sealed under the key that every node has.
        _ = try await other.secrets.set(fixture.tenant.id, name: "hook", value: "abc", actor: "test")
        #expect(try await first.value("hook") == "abc")

        #expect(
            try await one.service.rotateSealingKey(as: caller(fixture))
                == SealedAnew(sealed: 3, current: 0, unreadable: 0))
        #expect(try await other.value("smtp") == "hunter2")
        // A node that has not heard of it yet seals under the older key, which the next run finds.
        _ = try await other.secrets.set(fixture.tenant.id, name: "late", value: "x", actor: "test")
        #expect(
            try await one.service.rotateSealingKey(as: caller(fixture))
                == SealedAnew(sealed: 1, current: 3, unreadable: 0))
        try await other.authorities.load(fixture.tenant.id)
        _ = try await other.secrets.set(fixture.tenant.id, name: "later", value: "y", actor: "test")
        #expect(
            try await one.service.rotateSealingKey(as: caller(fixture))
                == SealedAnew(sealed: 0, current: 5, unreadable: 0))

        let last = try await Node(fixture, SealingKeys(newer))
        for (name, value) in [("smtp", "hunter2"), ("hook", "abc"), ("late", "x"), ("later", "y")] {
            #expect(try await last.value(name) == value)
        }
        await #expect(throws: AuthorityError.self) { _ = try await Node(fixture, SealingKeys(older)) }
    }

    @Test func `the keys of people's codes go over to a newer key as well`() async throws {
        let fixture = try await Fixture()
        let (older, newer) = (SealingKey(), SealingKey())
        let node = try await Node(fixture, try #require(SealingKeys(older.text + "\n" + newer.text)))
        let (tenant, user) = (fixture.tenant.id, UserID.random())
        let purpose = SealingPurpose.timeCode(of: user, tenant)
        let sealed = try #require(older.seal([1, 2, 3], for: purpose))
        let credential = PasswordCredential(
            user: user, hash: "x", sealedKey: sealed, lastStep: 7, createdAt: fixture.time.now)
        try await fixture.store.write(tenant) { try $0.save(credential) }
        #expect(
            try await node.service.rotateSealingKey(as: caller(fixture))
                == SealedAnew(sealed: 2, current: 0, unreadable: 0))
        let kept = try #require(try await fixture.store.read(tenant) { try $0.password(of: user) })
        #expect(newer.open(kept.sealedKey, for: purpose) == [1, 2, 3])
        #expect(kept.lastStep == 7)
    }

    @Test func `the sealing key is for whoever operates the server`() async throws {
        let fixture = try await Fixture()
        let node = try await Node(fixture, SealingKeys(SealingKey()))
        let other = caller(fixture, ownsServer: false)
        #expect(await fixture.code { _ = try await node.service.rotateSealingKey(as: other) } == .notPermitted)
    }

    @Test func `a change of the authority never goes back to an older key`() async throws {
        let fixture = try await Fixture()
        let (older, newer) = (SealingKey(), SealingKey())
        _ = try await Node(fixture, SealingKeys(older))
        let both = older.text + "\n" + newer.text
        let (one, late) = (
            try await Node(fixture, try #require(SealingKeys(both))),
            try await Node(fixture, try #require(SealingKeys(both)))
        )
        _ = try await one.service.rotateSealingKey(as: caller(fixture))
        // This one has not heard of it.
        _ = try await late.service.perform(.rotateIssuing, as: caller(fixture))
        #expect(
            try await one.service.rotateSealingKey(as: caller(fixture))
                == SealedAnew(sealed: 0, current: 1, unreadable: 0))
    }

    @Test func `a secret that no key opens is told, and stays`() async throws {
        let fixture = try await Fixture()
        let (older, newer) = (SealingKey(), SealingKey())
        let node = try await Node(fixture, try #require(SealingKeys(older.text + "\n" + newer.text)))
        let stranger = SecretService(store: fixture.store, key: SealingKeys(SealingKey()), clock: fixture.clock)
        _ = try await stranger.set(fixture.tenant.id, name: "lost", value: "x", actor: "test")
        #expect(
            try await node.service.rotateSealingKey(as: caller(fixture))
                == SealedAnew(sealed: 1, current: 0, unreadable: 1))
    }

    @Test func `a former key is not retired while an enforcement point has nothing newer, unless at once`() async throws
    {
        let fixture = try await Fixture()
        let node = try await Node(fixture, SealingKeys(SealingKey()))
        let issued = fixture.time.now
        let year = Duration.seconds(365 * 86_400)
        try await fixture.store.write(fixture.tenant.id) { work in
            try work.save(PointCertificate(serial: "01", point: "edge", issuedAt: issued, notAfter: issued + year))
        }
        _ = try await node.service.perform(.rotateIssuing, as: caller(fixture))
        fixture.time.advance(AuthorityStep.overlap)
        let retire = AuthorityStep.retireIssuing(isAtOnce: false)
        #expect(await fixture.code { _ = try await node.service.perform(retire, as: caller(fixture)) } == .conflict)
        let newer = fixture.time.now
        try await fixture.store.write(fixture.tenant.id) { work in
            try work.save(PointCertificate(serial: "02", point: "edge", issuedAt: newer, notAfter: newer + year))
        }
        let shown = try await node.service.perform(retire, as: caller(fixture)).overview
        #expect(shown.certificates.map(\.role) == [.root, .issuing])
        // Again, as after an answer that was lost.
        #expect(try await node.service.perform(retire, as: caller(fixture)).overview == shown)
    }

    @Test func `retiring ends the tokens that a thief of the former key may have asked for`() async throws {
        let fixture = try await Fixture()
        let node = try await Node(fixture, SealingKeys(SealingKey()))
        let enrolled = try await fixture.enrol()
        let now = fixture.time.now
        try await fixture.store.write(fixture.tenant.id) { work in
            try work.save(DeviceToken(hash: "aa", device: enrolled.device, expiresAt: now + .seconds(600)))
        }
        _ = try await node.service.perform(.rotateIssuing, as: caller(fixture))
        _ = try await node.service.perform(.retireIssuing(isAtOnce: true), as: caller(fixture))
        #expect(try await fixture.store.read(fixture.tenant.id) { try $0.deviceTokens(liveAt: now) }.isEmpty)
    }
}
