@testable import GatehouseAgent
@testable import GatehouseAgentIO
import GatehouseModel
import GatehouseWire
import Testing

@Suite struct FactsCommandTests {
    private let folder = TemporaryFolder()

    private func report(_ ownership: Ownership?) -> PrivacyReport {
        let facts = [("firewall.active", FactValue.boolean(true)), ("users.primary", .text("eve"))].map { key, value in
            Fact(
                key: FactKey(key), state: .known(value), source: "test", evidence: "", observedAt: Instant(seconds: 0),
                assurance: .agentVerified)
        }
        return PrivacyReport(ownership: ownership, origin: "as the server said", facts: facts)
    }

    @Test func `each fact says whether it is sent, and why`() {
        #expect(
            report(.personal).text == """
                FACT             VALUE  CLASS    \u{20}         WHY
                firewall.active  true   posture  sent      every device reports its posture
                users.primary    eve    person   withheld  not reported by personal devices

                1 of 2 facts are sent: this device is a person's own (as the server said).
                """)
        #expect(report(.company).text.contains("person   sent  a company's device reports it"))
        #expect(report(nil).text.contains("not reported by devices whose owner is not known"))
    }

    @Test func `the same for programs`() throws {
        guard case .array(let elements) = report(.personal).json else { throw AgentError(.failed, "no list") }
        #expect(elements.map { $0["sent"] } == [.boolean(true), .boolean(false)])
        #expect(elements.map { $0["privacy"] } == [.string("posture"), .string("person")])
    }

    @Test func `it needs no identity, and refuses what cannot be meant`() throws {
        #expect(AgentCommand.run(["facts", "--ownership", "personal"]) == .usage)
        #expect(AgentCommand.run(["facts", "--explain-privacy", "--ownership", "borrowed"]) == .usage)
        #expect(AgentCommand.run(["facts", "--explain-privacy", "--state-dir", folder.file("none")]) == .failed)
        #expect(AgentCommand.run(["facts", "--explain-privacy", "--config", folder.file("none")]) == .usage)
    }

    @Test func `settings are read line by line, and what is not known is refused`() throws {
        #expect(try AgentConfiguration("# nothing\n\n").asksCloudMetadata == false)
        #expect(try AgentConfiguration("cloud.metadata = on # asked over the network\n").asksCloudMetadata)
        #expect(try !AgentConfiguration("cloud.metadata=on\ncloud.metadata=off\n").asksCloudMetadata)
        #expect(try AgentConfiguration("").givesBrowserCertificates)
        #expect(try !AgentConfiguration("browser.certificates = off\n").givesBrowserCertificates)
        for text in ["cloud.metadata", "cloud.metadata = yes", "cloud = on", "a = b = c"] {
            #expect(throws: AgentError.self) { try AgentConfiguration(text) }
        }
    }

    @Test func `only what the settings allow is collected`() {
        for isOn in [true, false] {
            let collectors = AgentConfiguration(asksCloudMetadata: isOn).collectors
            #expect(collectors.map(\.name) == CollectorSet.all.map(\.name))
            #expect(collectors.compactMap { $0 as? CloudCollector }.map(\.asksMetadata) == [isOn])
        }
    }
}
