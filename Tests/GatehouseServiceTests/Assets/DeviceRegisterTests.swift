import GatehouseModel
import GatehouseService
import Testing

@Suite struct DeviceRegisterTests {
    private func interfaces(_ address: String) -> FactState {
        .known(
            .list([
                .record([
                    "name": .text("eth0"), "mac": .text(address), "kind": .text("physical"), "up": .boolean(true),
                ])
            ]))
    }

    @Test func `an enrolled machine is on the register, with what it says of itself`() async throws {
        let fixture = try await Fixture()
        let device = try await fixture.enrol(serial: "PF3X7K2A")
        var machine = Machine(device)
        _ = try await machine.report(["network.interfaces": interfaces("3c:52:82:0a:1b:2c")], in: fixture)
        let entry = try #require(try await fixture.register().first?.asset)
        #expect(entry.device == device && entry.sources == [.managed] && entry.state == .inUse)
        #expect(entry.name == "laptop" && entry.serialNumber == "PF3X7K2A")
        #expect(entry.addresses.map(\.description) == ["3c:52:82:0a:1b:2c"])
        #expect(!entry.isUnauthorised)
    }

    @Test func `a device that only reports is on the register as onboarded`() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.enrol(with: fixture.code(EnrolmentProfile(management: .telemetryOnly)))
        #expect(try await fixture.register().map(\.asset.sources) == [[.onboarded]])
        _ = try await fixture.enrol()
        #expect(try await fixture.register().map(\.asset.sources) == [[.managed]])
    }

    @Test func `an imported thing that enrols is one entry with both sources, and its owner and tags are there`()
        async throws
    {
        let fixture = try await Fixture()
        try await fixture.apply(
            """
            apiVersion: gatehouse/v1
            kind: DeviceGroup
            metadata: {name: kiosks}
            spec: {rule: device.tags -contains "kiosk" -and device.owner -eq "ada@example.org"}
            """)
        let waiting = try await fixture.add("asset 4711") {
            $0.serialNumber = "pf3x7k2a"
            $0.manufacturer = "Lenovo"
            $0.state = "inStock"
            $0.owner = "ada@example.org"
            $0.addTags = ["kiosk"]
            $0.accountable = "Ops"
        }
        let device = try await fixture.enrol(serial: "PF3X7K2A")
        let entries = try await fixture.register()
        #expect(entries.map(\.asset.id) == [waiting.id])
        #expect(entries.first?.asset.sources == [.managed, .entered])
        #expect(entries.first?.asset.state == .inUse)
        let found = try await fixture.devices.find(fixture.tenant.id, device.description)
        #expect(found.owner == "ada@example.org" && found.tags == ["kiosk"] && found.accountability.party == "Ops")
        #expect(found.groups == ["kiosks"])
        #expect(try await fixture.actions().contains("asset.link"))
    }

    @Test func `an entry that was only discovered gives an enrolling machine no tags`() async throws {
        let fixture = try await Fixture()
        let sighting = AssetImport.Row.row(2) {
            $0.name = "seen"
            $0.serialNumber = "PF3X7K2A"
            $0.addTags = ["kiosk"]
        }
        _ = try await fixture.importing([sighting], asSightings: true)
        let device = try await fixture.enrol(serial: "PF3X7K2A")
        #expect(try await fixture.devices.find(fixture.tenant.id, device.description).tags.isEmpty)
        #expect(try await fixture.register().count == 1)
    }

    @Test func `an entry with a machine's adapter is taken in when the machine reports it`() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.add("a") { $0.serialNumber = "PF3X7K2A" }
        _ = try await fixture.add("b") {
            $0.macAddresses = ["3c:52:82:0a:1b:2c"]
            $0.location = "Berlin"
        }
        let device = try await fixture.enrol(serial: "PF3X7K2A")
        var machine = Machine(device)
        _ = try await machine.report(["network.interfaces": interfaces("3c:52:82:0a:1b:2c")], in: fixture)
        let entries = try await fixture.register()
        #expect(entries.map(\.asset.name) == ["laptop"])
        #expect(entries.first?.asset.location == "Berlin")
        #expect(
            try await fixture.actions().filter { $0.hasPrefix("asset.") }.suffix(2) == ["asset.link", "asset.merge"])
    }

    @Test func `a second machine that claims the serial number gets an entry of its own, and both say so`()
        async throws
    {
        let fixture = try await Fixture()
        _ = try await fixture.add("a") {
            $0.serialNumber = "PF3X7K2A"
            $0.addTags = ["kiosk"]
        }
        _ = try await fixture.enrol(serial: "PF3X7K2A")
        let liar = try await fixture.enrol(serial: "PF3X7K2A", hardware: "b")
        let entries = try await fixture.register()
        #expect(entries.count == 2)
        #expect(entries.allSatisfy { $0.sharesIdentifiersWith.count == 1 })
        #expect(try await fixture.devices.find(fixture.tenant.id, liar.description).tags.isEmpty)
        let ambiguous = ListQuery.Filter.compare(field: "isAmbiguous", .equals, .text("true"))
        #expect(try await fixture.register(ambiguous).count == 2)
    }

    @Test func `an entry that could be one of two is left alone`() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.importing([
            .row(2) {
                $0.name = "a"
                $0.serialNumber = "PF3X7K2A"
                $0.manufacturer = "Dell"
            }
        ])
        _ = try await fixture.enrol(serial: "PF3X7K2A", by: "LENOVO")
        let entries = try await fixture.register()
        #expect(entries.map(\.asset.name) == ["a", "laptop"])
        #expect(entries.map(\.asset.sources) == [[.imported], [.managed]])
    }

    @Test func `a stolen machine that enrols again stays stolen, and stands out`() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.add("gone") {
            $0.serialNumber = "PF3X7K2A"
            $0.state = "stolen"
        }
        fixture.time.advance(.seconds(60))
        _ = try await fixture.enrol(serial: "PF3X7K2A")
        let entry = try #require(try await fixture.register().first?.asset)
        #expect(entry.state == .stolen && entry.isUnauthorised)
    }

    @Test func `owner and tags survive enrolling again`() async throws {
        let fixture = try await Fixture()
        let device = try await fixture.enrol(serial: "PF3X7K2A")
        var changes = AssetChanges()
        changes.owner = "ada@example.org"
        changes.addTags = ["kiosk"]
        _ = try await fixture.devices.assign(fixture.tenant.id, device, changes, actor: "test")
        #expect(try await fixture.enrol(serial: "PF3X7K2A") == device)
        let found = try await fixture.devices.find(fixture.tenant.id, device.description)
        #expect(found.owner == "ada@example.org" && found.tags == ["kiosk"])
        #expect(try await fixture.register().map(\.asset.tags) == [["kiosk"]])
    }

    @Test func `a tag moves a device to another group, and has it judged anew`() async throws {
        let fixture = try await Fixture()
        try await fixture.apply(
            """
            apiVersion: gatehouse/v1
            kind: DeviceGroup
            metadata: {name: kiosks}
            spec: {rule: device.tags -contains "kiosk"}
            """)
        let device = try await fixture.enrol(serial: "PF3X7K2A")
        var changes = AssetChanges()
        changes.addTags = ["kiosk"]
        let assigned = try await fixture.devices.assign(fixture.tenant.id, device, changes, actor: "test")
        #expect(assigned.groups == ["kiosks"])
        let entry = try #require(try await fixture.register().first?.asset)
        var removal = AssetChanges()
        removal.removeTags = ["kiosk"]
        _ = try await fixture.assets.change(fixture.tenant.id, entry.id, removal, version: nil, actor: "test")
        #expect(try await fixture.devices.find(fixture.tenant.id, device.description).groups.isEmpty)
        #expect(try await fixture.actions().suffix(2) == ["device.update", "asset.update"])
    }

    @Test func `what a device says of itself is not written over`() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.enrol(serial: "PF3X7K2A")
        let entry = try #require(try await fixture.register().first?.asset)
        var changes = AssetChanges()
        changes.serialNumber = "FAKE0001"
        let forged = changes
        let code = await fixture.code {
            _ = try await fixture.assets.change(fixture.tenant.id, entry.id, forged, version: nil, actor: "test")
        }
        #expect(code == .conflict)
        let row = AssetImport.Row.row(2) {
            $0.serialNumber = "pf3x7k2a"
            $0.name = "other name"
            $0.location = "Berlin"
        }
        _ = try await fixture.importing([row])
        let after = try #require(try await fixture.register().first?.asset)
        #expect(after.name == "laptop" && after.location == "Berlin" && after.sources == [.managed, .imported])
    }

    @Test func `a deleted device takes its entry along, unless somebody else knows of the thing`() async throws {
        let fixture = try await Fixture()
        let first = try await fixture.enrol(serial: "AAAA1111", hardware: "a")
        _ = try await fixture.add("known") { $0.serialNumber = "BBBB2222" }
        let second = try await fixture.enrol(serial: "BBBB2222", hardware: "b")
        let entry = try #require(try await fixture.register().first { $0.asset.device == first }?.asset)
        let code = await fixture.code {
            try await fixture.assets.delete(fixture.tenant.id, entry.id, actor: "test")
        }
        #expect(code == .conflict)
        try await fixture.devices.delete(fixture.tenant.id, first, actor: "test")
        try await fixture.devices.delete(fixture.tenant.id, second, actor: "test")
        let left = try await fixture.register().map(\.asset)
        #expect(left.map(\.sources) == [[.entered]])
        #expect(left.first?.device == nil)
    }
}
