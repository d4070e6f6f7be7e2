import GatehouseAgentCore
@testable import GatehouseAgentIO
import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Testing

/// Files of the agent's own that a crash tore, or somebody wrote into.
@Suite struct StateFuzzTests {
    private let folder = TemporaryFolder()

    private static let seeds: [(name: String, text: String)] = [
        (
            "identity.json",
            #"{"tenant":"00000000-0000-1000-8000-000000000000","device":"00000000-0000-2000-8000-000000000000","#
                + #""server":"https://a:1","deviceChannel":"https://a:2","hardware":"00","certificateChain":"c","key":"k"}"#
        ),
        ("state.json", #"{"facts":{"os.name":"\#(String(repeating: "ab", count: 32))"}}"#),
        ("sequence", "41"), ("ownership", "personal"), ("last-contact", "2026-11-22T03:00:00Z"),
        ("actions.json", #"{"boot":"b","entries":[{"action":"00000000-0000-0001-0000-000000000000","kind":"lock"}]}"#),
        ("update.json", #"{"trial":{"version":"1.1.0","since":"2026-11-22T03:00:00Z"},"failure":{"version":"1.0.1"}}"#),
        (
            "status.json",
            #"{"at":"2026-11-22T03:00:00Z","status":{"deviceName":"d","state":"compliant","problems":[]}}"#
        ),
        ("device.next.key", "renewal 00000000-0000-0001-0000-000000000000\n-----BEGIN PRIVATE KEY-----\nAA==\n"),
        ("collector-crashes.json", #"{"version":"1","crashes":{"storage":["2026-11-22T03:00:00Z"]}}"#),
        ("collecting", "storage\nnetwork\n"),
        (
            "browsers.json",
            #"{"held":[{"account":"a","uid":1000,"gid":1000,"home":"/h","folder":"/h/f","name":"n","issuer":"i","#
                + #""notBefore":"2026-11-22T03:00:00Z","notAfter":"2026-11-22T03:00:00Z"}]}"#
        ),
    ]

    @Test func `mutated files of the state folder cause no crashes`() throws {
        let directory = try StateDirectory(creating: folder.file("state"))
        var random = SeededGenerator(seed: FuzzEffort.seed(31))
        for _ in 0..<FuzzEffort.rounds(100) {
            for seed in Self.seeds {
                folder.write("state/\(seed.name)", Self.mutation(of: seed.text, using: &random))
            }
            _ = try? directory.identity()
            _ = directory.acknowledgedState()
            _ = directory.browserRecord()
            _ = try? directory.sequence()
            _ = directory.ownership()
            _ = directory.lastContact()
            _ = try? directory.actionJournal()
            _ = directory.updateRecord()
            _ = directory.lastStatus()
            _ = try? directory.nextKey(for: .renewal)
            let record = try CollectorRecord(directory, at: .test, version: "1")
            _ = record.objection(to: "storage", at: .test)
        }
    }

    @Test func `mutated settings are read or refused`() {
        var random = SeededGenerator(seed: FuzzEffort.seed(32))
        for _ in 0..<FuzzEffort.rounds(1000) {
            _ = try? AgentConfiguration(Self.mutation(of: "cloud.metadata = on # why\n", using: &random))
        }
    }

    /// The text with one to four bytes or pieces changed, doubled or lost; without zero bytes, which end a C string.
    private static func mutation(of text: String, using random: inout SeededGenerator) -> String {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 1...255, using: &random)
            case 1: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
            case 2: bytes.removeSubrange(place..<min(place + 9, bytes.count))
            default: bytes.removeSubrange(place...)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
