import GatehouseModel
import Testing

@Suite struct AssetMatchTests {
    private let now = Instant(seconds: 1_800_000_000)
    private let adapter = "3c:52:82:0a:1b:2c"

    private func asset(
        _ serial: String = "", _ addresses: [String] = [], by manufacturer: String = "", _ state: AssetState = .inUse
    ) -> Asset {
        Asset(
            id: .random(), name: "thing", state: state, stateSince: now, sources: [.imported],
            manufacturer: manufacturer, serialNumber: serial, addresses: addresses.compactMap { MACAddress($0) },
            firstSeen: now)
    }

    @Test func `a serial number that is written otherwise is the same thing`() {
        let held = asset("PF3X7K2A", by: "Lenovo Group")
        #expect(AssetMatch(of: asset("pf3x-7k2a", by: "LENOVO"), among: [held]) == .one(held.id))
    }

    @Test func `an address that names one adapter in the world is enough, one that somebody chose is not`() {
        let held = asset("", [adapter])
        #expect(AssetMatch(of: asset("PF3X7K2A", [adapter]), among: [held]) == .one(held.id))
        let container = asset("", ["02:42:ac:11:00:02"])
        #expect(AssetMatch(of: asset("", ["02:42:ac:11:00:02"]), among: [container]) == .none)
    }

    @Test func `two makers may give one serial number, and then nobody can tell`() {
        let held = asset("10002000", by: "Dell Inc.")
        guard case .ambiguous(let ids, _) = AssetMatch(of: asset("10002000", by: "HP"), among: [held]) else {
            Issue.record("the two makers were taken for one")
            return
        }
        #expect(ids == [held.id])
    }

    @Test func `an adapter that moved to a machine with another serial number does not make them one`() {
        let held = asset("PF3X7K2A", [adapter])
        guard case .ambiguous = AssetMatch(of: asset("PF9Z1111", [adapter]), among: [held]) else {
            Issue.record("two serial numbers were taken for one machine")
            return
        }
    }

    @Test func `identifiers of two entries name neither`() {
        let (first, second) = (asset("PF3X7K2A"), asset("", [adapter]))
        guard
            case .ambiguous(let ids, _) = AssetMatch(of: asset("PF3X7K2A", [adapter]), among: [first, second])
        else {
            Issue.record("one of two entries was chosen")
            return
        }
        #expect(Set(ids) == [first.id, second.id])
    }

    @Test func `an entry is not its own twin, and what firmware says for none matches nothing`() {
        let held = asset("PF3X7K2A", [adapter])
        #expect(AssetMatch(of: held, among: [held]) == .none)
        #expect(AssetMatch(of: asset("Default string"), among: [asset("Default string")]) == .none)
    }

    @Test func `taking in another entry fills what is empty, joins lists and changes nothing that is there`() {
        var asset = asset("PF3X7K2A", [adapter])
        asset.owner = "ada@example.org"
        asset.tags = ["kiosk"]
        var other = self.asset("", ["3c:52:82:00:00:01"], by: "Lenovo")
        other.owner = "bob@example.org"
        other.tags = ["lab"]
        other.location = "Berlin"
        other.sources = [.entered]
        other.firstSeen = now - .seconds(60)
        asset.absorb(other)
        #expect(asset.owner == "ada@example.org" && asset.location == "Berlin" && asset.manufacturer == "Lenovo")
        #expect(asset.tags == ["kiosk", "lab"] && asset.sources == [.imported, .entered])
        #expect(asset.addresses.count == 2 && asset.firstSeen == now - .seconds(60))
    }

    @Test func `a thing that is said to be stolen stays so when it is found to be another entry`() {
        var asset = asset("PF3X7K2A")
        asset.absorb(self.asset("PF3X7K2A", [], by: "", .stolen))
        #expect(asset.state == .stolen)
    }
}
