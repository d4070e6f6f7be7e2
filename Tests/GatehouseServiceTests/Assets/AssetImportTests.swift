import GatehouseModel
import GatehouseService
import Testing

@Suite struct AssetImportTests {
    private func mistakes(_ rows: [AssetImport.Row], in fixture: Fixture) async -> [ServiceError.Place] {
        do {
            _ = try await fixture.importing(rows)
            return []
        } catch {
            return (error as? ServiceError)?.places ?? []
        }
    }

    @Test func `a list is taken in once, and again it changes nothing`() async throws {
        let fixture = try await Fixture()
        let rows = [
            AssetImport.Row.row(2) {
                $0.name = "printer-1"
                $0.kind = "printer"
                $0.serialNumber = "E74512K9N"
            },
            .row(3) { $0.name = "chair" },
        ]
        #expect(try await fixture.importing(rows, isPreview: true).map(\.effect) == [.created, .created])
        #expect(try await fixture.register().isEmpty)
        #expect(try await fixture.importing(rows).map(\.effect) == [.created, .created])
        #expect(try await fixture.importing(rows).map(\.effect) == [.unchanged, .unchanged])
        #expect(try await fixture.register().map(\.asset.version) == [1, 1])
    }

    @Test func `an empty cell leaves what is there, and a full one changes it`() async throws {
        let fixture = try await Fixture()
        let printer = try await fixture.add("printer-1") {
            $0.serialNumber = "E74512K9N"
            $0.location = "Berlin"
            $0.addTags = ["old"]
        }
        let row = AssetImport.Row.row(2) {
            $0.serialNumber = "e74512k9n"
            $0.addTags = ["new"]
        }
        let changes = try await fixture.importing([row])
        #expect(changes.map(\.asset) == [printer.id])
        #expect(changes.first?.fields == ["sources", "serial", "tags"])
        let after = try #require(try await fixture.register().first?.asset)
        #expect(after.location == "Berlin" && after.tags == ["new", "old"] && after.sources == [.imported, .entered])
    }

    @Test func `every mistake is named with its line and column, and nothing is taken in`() async throws {
        let fixture = try await Fixture()
        let places = await mistakes(
            [
                .row(2) { $0.name = "fine" },
                .row(3) {
                    $0.name = "wrong"
                    $0.kind = "printr"
                },
                .row(4) { $0.location = "nowhere" },
                .row(5) {
                    $0.name = "bad"
                    $0.macAddresses = ["x"]
                },
            ], in: fixture)
        #expect(places.map(\.line) == [3, 4, 4, 5] || places.map(\.line) == [3, 4, 5])
        #expect(places.first?.column == 3 && places.first?.hint == "did you mean `printer`?")
        #expect(places.last?.column == 9)
        #expect(try await fixture.register().isEmpty)
    }

    @Test func `two rows for one thing are refused`() async throws {
        let fixture = try await Fixture()
        let places = await mistakes(
            [
                .row(2) {
                    $0.name = "a"
                    $0.serialNumber = "E74512K9N"
                },
                .row(3) {
                    $0.name = "b"
                    $0.serialNumber = "E74512-K9N"
                },
            ], in: fixture)
        #expect(places.map(\.message) == ["this is the same thing as line 2"])
    }

    @Test func `a row that could be two entries is refused until it names one`() async throws {
        let fixture = try await Fixture()
        let first = try await fixture.add("a") { $0.serialNumber = "E74512K9N" }
        _ = try await fixture.add("b") { $0.macAddresses = ["3c:52:82:0a:1b:2c"] }
        var row = AssetImport.Row.row(2) {
            $0.name = "c"
            $0.serialNumber = "E74512K9N"
            $0.macAddresses = ["3c:52:82:0a:1b:2c"]
        }
        let places = await mistakes([row], in: fixture)
        #expect(places.count == 1 && places.first?.column == 7)
        row.id = first.id
        #expect(await mistakes([row], in: fixture).isEmpty)
        #expect(try await fixture.register().map(\.sharesIdentifiersWith.count) == [1, 1])
    }

    @Test func `a sighting says when and where, and nothing else`() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.add("printer-1") { $0.macAddresses = ["3c:52:82:0a:1b:2c"] }
        fixture.time.advance(.seconds(60))
        let row = AssetImport.Row.row(2) {
            $0.name = "unknown-host"
            $0.macAddresses = ["3C-52-82-0A-1B-2C"]
            $0.ipAddresses = ["192.0.2.7"]
            $0.owner = "mallory@example.org"
        }
        let changes = try await fixture.importing([row], asSightings: true)
        #expect(changes.first?.fields == ["ip", "lastSeen"])
        let after = try #require(try await fixture.register().first?.asset)
        #expect(after.name == "printer-1" && after.owner == nil && after.lastSeen == fixture.time.now)
        #expect(after.sources == [.entered] && !after.isUnauthorised)
    }

    @Test func `a time to come and too long a list are refused`() async throws {
        let fixture = try await Fixture()
        var row = AssetImport.Row.row(2) { $0.name = "a" }
        row.lastSeen = fixture.time.now + .seconds(1)
        #expect(await mistakes([row], in: fixture).map(\.message) == ["`lastSeen` is in the future"])
        let many = (0...AssetImport.mostRows).map { number in AssetImport.Row.row(number) { $0.name = "n\(number)" } }
        #expect(await fixture.code { _ = try await fixture.importing(many) } == .invalid)
    }
}
