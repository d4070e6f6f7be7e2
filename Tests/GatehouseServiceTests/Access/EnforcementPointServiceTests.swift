import GatehouseDocuments
import GatehouseModel
import GatehouseService
import GatehouseStorage
import Testing

@Suite struct EnforcementPointServiceTests {
    private static let day = EnforcementPointService.overlap

    private struct Setting {
        let fixture: Fixture
        let points: EnforcementPointService

        init() async throws {
            fixture = try await Fixture()
            points = EnforcementPointService(
                store: fixture.store, authority: fixture.authority, clock: fixture.clock,
                defaultSocket: { "/data/\($1).sock" })
            try await fixture.apply("apiVersion: gatehouse/v1\nkind: Application\nmetadata: {name: wiki}\nspec: {}\n")
        }

        var caller: Caller { fixture.caller(.administrator) }

        /// Adds the point over mutual TLS and gives the serial of its new certificate.
        func issue(_ name: String = "edge", revokeOthers: Bool = false) async throws -> String {
            let added = try await points.add(
                EnforcementPoint(name: name, applications: ["wiki"], transport: .mutualTLS),
                revokeOthers: revokeOthers, as: caller)
            return try #require(added.certificate).serial
        }

        func addSocket(_ name: String = "edge", _ path: String? = nil) async throws {
            _ = try await points.add(
                EnforcementPoint(name: name, applications: ["wiki"], transport: .socket, socket: path), as: caller)
        }

        /// Which of these serials may speak for the point now, once memory is up to date.
        func good(_ serials: [String], for name: String = "edge") async throws -> [Bool] {
            try await fixture.catchUp()
            let point = EnforcementPointName(tenant: fixture.tenant.id, name: name)
            return serials.map { serial in
                fixture.decisions.end(ofCertificate: serial, of: point).map { fixture.time.now < $0 } ?? false
            }
        }

        func audited() async throws -> [String] {
            let rows = try await fixture.store.read(fixture.tenant.id) { try $0.auditRows(after: 0, limit: 100) }
            return rows.map(\.entry.action).filter { $0.hasPrefix("enforcementPoint.") }
        }
    }

    @Test func `a certificate speaks for its own point and no other, until it ends`() async throws {
        let setting = try await Setting()
        let serial = try await setting.issue()
        _ = try await setting.issue("other")
        #expect(try await setting.good([serial, "ff"]) == [true, false])
        #expect(try await setting.good([serial], for: "other") == [false])
        setting.fixture.time.advance(.seconds(366 * 86_400))
        #expect(try await setting.good([serial]) == [false])
    }

    @Test func `a certificate that takes over leaves the older ones a day`() async throws {
        let setting = try await Setting()
        let old = try await setting.issue()
        let new = try await setting.points.add(
            EnforcementPoint(name: "edge", applications: ["wiki"], transport: .mutualTLS), as: setting.caller)
        #expect(new.othersEndAt == setting.fixture.time.now + Self.day)
        let serial = try #require(new.certificate).serial
        #expect(try await setting.good([old, serial]) == [true, true])
        setting.fixture.time.advance(Self.day)
        #expect(try await setting.good([old, serial]) == [false, true])
        #expect(try await setting.audited().filter { $0.hasSuffix("revoke") }.count == 1)
    }

    @Test func `taking over once more gives the older ones no more time`() async throws {
        let setting = try await Setting()
        let first = try await setting.issue()
        let second = try await setting.issue()
        setting.fixture.time.advance(Self.day - .seconds(60))
        let third = try await setting.issue()
        setting.fixture.time.advance(.seconds(60))
        #expect(try await setting.good([first, second, third]) == [false, true, true])
    }

    @Test func `the older ones end at once when that is asked for`() async throws {
        let setting = try await Setting()
        let old = try await setting.issue()
        let new = try await setting.issue(revokeOthers: true)
        #expect(try await setting.good([old, new]) == [false, true])
    }

    @Test func `one certificate is revoked by its serial, in any spelling, or all of the point's`() async throws {
        let setting = try await Setting()
        let serials = [try await setting.issue(), try await setting.issue()]
        let other = try await setting.issue("other")
        let revoked = try await setting.points.revoke("edge", serial: serials[0].uppercased(), as: setting.caller)
        #expect(revoked == [serials[0]])
        #expect(try await setting.good(serials) == [false, true])
        #expect(try await setting.points.revoke("edge", serial: nil, as: setting.caller) == [serials[1]])
        #expect(try await setting.good(serials) == [false, false])
        #expect(try await setting.good([other], for: "other") == [true])
    }

    @Test func `what is not there to revoke is said`() async throws {
        let setting = try await Setting()
        let serial = try await setting.issue("other")
        for wanted in [nil, serial] {
            let code = await setting.fixture.code {
                _ = try await setting.points.revoke("edge", serial: wanted, as: setting.caller)
            }
            #expect(code == .notFound)
        }
        let code = await setting.fixture.code {
            _ = try await setting.points.revoke("other", serial: "no serial", as: setting.caller)
        }
        #expect(code == .invalid)
    }

    @Test func `switching to a socket and back brings no certificate back`() async throws {
        let setting = try await Setting()
        let old = try await setting.issue()
        try await setting.addSocket()
        #expect(try await setting.good([old]) == [false])
        let new = try await setting.issue()
        #expect(try await setting.good([old, new]) == [false, true])
    }

    @Test func `deleting a point and adding it again brings no certificate back`() async throws {
        let setting = try await Setting()
        let old = try await setting.issue()
        try await setting.fixture.documents.delete(kind: .enforcementPoint, name: "edge", as: setting.caller)
        #expect(try await setting.good([old]) == [false])
        let new = try await setting.issue()
        #expect(try await setting.good([old, new]) == [false, true])
    }

    @Test func `the list has a point's certificates with their ends`() async throws {
        let setting = try await Setting()
        let serials = [try await setting.issue(), try await setting.issue()]
        try await setting.addSocket("near")
        let list = try await setting.points.list(setting.fixture.tenant.id)
        #expect(list.map(\.point.name) == ["edge", "near"])
        #expect(Set(list[0].certificates.map(\.serial)) == Set(serials))
        #expect(Set(list[0].certificates.map(\.revokedAt)) == [nil, setting.fixture.time.now + Self.day])
        #expect(list.map(\.socketPath) == [nil, "/data/near.sock"])
    }

    @Test func `a socket that is given stays until another is`() async throws {
        let setting = try await Setting()
        try await setting.addSocket("near", "/run/a.sock")
        try await setting.addSocket("near")
        #expect(try await setting.points.list(setting.fixture.tenant.id).map(\.socketPath) == ["/run/a.sock"])
    }

    @Test func `another certificate leaves the applications as they are, and no point is without any`() async throws {
        let setting = try await Setting()
        _ = try await setting.issue()
        let again = EnforcementPoint(name: "edge", applications: [], transport: .mutualTLS)
        let added = try await setting.points.add(again, as: setting.caller)
        #expect(added.point.applications == ["wiki"])
        let fresh = EnforcementPoint(name: "fresh", applications: [], transport: .mutualTLS)
        #expect(await setting.fixture.code { _ = try await setting.points.add(fresh, as: setting.caller) } == .invalid)
    }

    @Test(arguments: ["/run/a.sock", "/run/./x/..//a.sock", "/data/default.sock"])
    func `a socket that is another point's is refused`(_ path: String) async throws {
        let setting = try await Setting()
        try await setting.addSocket("first", "/run/a.sock")
        try await setting.addSocket("default")
        #expect(await setting.fixture.code { try await setting.addSocket("second", path) } == .invalid)
        try await setting.addSocket("second", "/run/b.sock")
    }
}
