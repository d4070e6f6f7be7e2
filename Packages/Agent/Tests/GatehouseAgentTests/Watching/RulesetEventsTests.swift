import Foundation
import Testing

@testable import GatehouseAgent

@Suite struct RulesetEventsTests {
    @Test func `a live change of nftables is seen, the elements of a set are none`() throws {
        let events = try NetworkNamespace.run {
            let watcher = try FileWatcher(watching: [FileWatcher.ruleset])
            func change(_ words: String...) throws -> FileWatcher.Event {
                let outcome = try Tool.nft.run(words)
                try #require(outcome.status == 0, "\(outcome.error)")
                return watcher.waitForChange(timeout: .milliseconds(1000))
            }
            return [
                try change("add", "table", "inet", "t"),
                try change("add", "chain", "inet", "t", "c", "{ type filter hook input priority 0; policy drop; }"),
                try change("add", "rule", "inet", "t", "c", "accept"),
                try change("add", "set", "inet", "t", "s", "{ type ipv4_addr; }"),
                try change("add", "element", "inet", "t", "s", "{ 192.0.2.1 }"),
                try change("delete", "table", "inet", "t"),
            ]
        }
        let seen = FileWatcher.Event.changed([FileWatcher.ruleset])
        #expect(events == [seen, seen, seen, .timedOut, .timedOut, seen])
    }

    @Test func `the collector of the firewall is concerned, and few others are`() {
        #expect(CollectorSet().affected(by: [FileWatcher.ruleset]) == ["firewall"])
    }

    @Test func `damaged messages cause no crashes`() {
        let message: [UInt8] = [20, 0, 0, 0, 6, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0]
        #expect(RulesetEvents.isChange(message))
        var random = Seeded(FuzzEffort.seed(5))
        for _ in 0..<FuzzEffort.rounds(2000) { _ = RulesetEvents.isChange(Mutation.of(message, with: &random)) }
    }
}
