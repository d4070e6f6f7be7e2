import GatehouseModel
import GatehouseService
import Testing

@Suite struct AssetServiceTests {
    @Test func `a thing is written down, changed and removed, and the audit log has each`() async throws {
        let fixture = try await Fixture()
        let tenant = fixture.tenant.id
        let printer = try await fixture.add("printer-2f") {
            $0.kind = "Printer"
            $0.owner = "Ada@Example.org"
            $0.addTags = ["Floor-2"]
        }
        #expect(printer.kind == .printer && printer.owner == "ada@example.org" && printer.tags == ["floor-2"])
        #expect(printer.sources == [.entered])
        var changes = AssetChanges()
        changes.state = "inRepair"
        changes.owner = ""
        changes.removeTags = ["floor-2"]
        fixture.time.advance(.seconds(60))
        let changed = try await fixture.assets.change(tenant, printer.id, changes, version: 1, actor: "test").asset
        #expect(changed.state == .inRepair && changed.stateSince == fixture.time.now)
        #expect(changed.owner == nil && changed.tags.isEmpty && changed.version == 2)
        try await fixture.assets.delete(tenant, printer.id, actor: "test")
        #expect(try await fixture.register().isEmpty)
        #expect(try await fixture.actions() == ["asset.create", "asset.update", "asset.delete"])
    }

    @Test func `a change over somebody else's change is refused`() async throws {
        let fixture = try await Fixture()
        let asset = try await fixture.add("switch-1")
        var changes = AssetChanges()
        changes.location = "Berlin"
        _ = try await fixture.assets.change(fixture.tenant.id, asset.id, changes, version: 1, actor: "a")
        changes.location = "Bonn"
        let late = changes
        let code = await fixture.code {
            _ = try await fixture.assets.change(fixture.tenant.id, asset.id, late, version: 1, actor: "b")
        }
        #expect(code == .conflict)
        #expect(try await fixture.register().map(\.asset.location) == ["Berlin"])
    }

    @Test func `what changes nothing leaves version and audit log alone`() async throws {
        let fixture = try await Fixture()
        let asset = try await fixture.add("switch-1")
        var changes = AssetChanges()
        changes.name = "switch-1"
        let same = try await fixture.assets.change(fixture.tenant.id, asset.id, changes, version: nil, actor: "a")
        #expect(same.asset.version == 1)
        #expect(try await fixture.actions() == ["asset.create"])
    }

    @Test(arguments: [
        ("kind", "printr", "`printr` is no kind"), ("state", "gone", "`gone` is no state"),
        ("owner", "ada", "`ada` is no e-mail address"), ("mac", "3c:52", "`3c:52` is no hardware address"),
        ("tag", "two words", "`two words` is no tag"), ("name", "a\u{1}", "the `name` has a control character"),
        ("name", "", "the entry has no name"),
    ])
    func `what is not well formed is refused by name`(field: String, text: String, message: String) async throws {
        let fixture = try await Fixture()
        let error = await #expect(throws: ServiceError.self) {
            _ = try await fixture.add("thing") { changes in
                switch field {
                case "kind": changes.kind = text
                case "state": changes.state = text
                case "owner": changes.owner = text
                case "mac": changes.macAddresses = [text]
                case "tag": changes.addTags = [text]
                default: changes.name = text
                }
            }
        }
        #expect(error?.code == .invalid)
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }

    @Test func `a thing that is there already is not written down twice`() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.add("one") { $0.serialNumber = "E74512K9N" }
        let code = await fixture.code { _ = try await fixture.add("two") { $0.serialNumber = "e74512-k9n" } }
        #expect(code == .conflict)
    }

    @Test func `a thing in use that was not seen for the tenant's days is stale, and can be asked for`() async throws {
        let fixture = try await Fixture()
        var row = AssetImport.Row.row(2) { $0.name = "camera-1" }
        row.lastSeen = fixture.time.now - .seconds(10 * 86_400)
        _ = try await fixture.importing([row, .row(3) { $0.name = "camera-2" }])
        let stale = ListQuery.Filter.compare(field: "isStale", .equals, .text("true"))
        #expect(try await fixture.register(stale).isEmpty)
        try await fixture.apply(
            """
            apiVersion: gatehouse/v1
            kind: TenantSettings
            metadata: {name: tenant}
            spec: {assetsStaleAfter: 9d}
            """)
        #expect(try await fixture.register(stale).map(\.asset.name) == ["camera-1"])
        #expect(try await fixture.register().map(\.isStale) == [true, false])
        #expect(try await fixture.register(.not(stale)).map(\.asset.name) == ["camera-2"])
    }

    @Test func `a sighting of something unknown is unauthorised until somebody answers for it`() async throws {
        let fixture = try await Fixture()
        let seen = AssetImport.Row.row(2) {
            $0.name = "dhcp-17"
            $0.macAddresses = ["3c:52:82:0a:1b:2c"]
        }
        _ = try await fixture.importing([seen], asSightings: true)
        let found = try #require(try await fixture.register().first?.asset)
        #expect(found.sources == [.discovered] && found.isUnauthorised)
        var approval = AssetChanges()
        approval.isApproved = true
        let approved = try await fixture.assets.change(
            fixture.tenant.id, found.id, approval, version: nil, actor: "token:ada")
        #expect(approved.asset.approvedBy == "token:ada" && !approved.asset.isUnauthorised)
    }

    @Test func `two entries become one, and two devices never do`() async throws {
        let fixture = try await Fixture()
        let tenant = fixture.tenant.id
        let first = try await fixture.add("old name") { $0.serialNumber = "E74512K9N" }
        let second = try await fixture.add("scan") { $0.macAddresses = ["3c:52:82:0a:1b:2c"] }
        let merged = try await fixture.assets.merge(tenant, first.id, with: second.id, actor: "test").asset
        #expect(merged.name == "old name" && merged.addresses.count == 1)
        #expect(try await fixture.register().count == 1)
        _ = try await fixture.enrol(serial: "AAAA1111", hardware: "a")
        _ = try await fixture.enrol(serial: "BBBB2222", hardware: "b")
        let devices = try await fixture.register(.compare(field: "device", .notEquals, .null)).map(\.asset.id)
        let code = await fixture.code {
            _ = try await fixture.assets.merge(tenant, devices[0], with: devices[1], actor: "test")
        }
        #expect(code == .conflict)
    }
}
