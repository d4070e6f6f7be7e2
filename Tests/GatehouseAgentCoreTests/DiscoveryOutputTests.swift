import GatehouseAgentCore
import GatehouseModel
import Testing

@Suite struct DiscoveryOutputTests {
    private static let terms = DiscoveryTerms(
        name: "s", digest: String(repeating: "a", count: 64),
        settings: [
            CustomSetting(name: "Flag", type: .boolean), CustomSetting(name: "Count", type: .int64),
            CustomSetting(name: "Share", type: .double), CustomSetting(name: "Text", type: .string),
            CustomSetting(name: "Time", type: .dateTime), CustomSetting(name: "Version", type: .version),
        ])

    private func states(_ text: String) -> [String: FactState] {
        states(.written(Array(text.utf8)))
    }

    private func states(_ output: DiscoveryOutput) -> [String: FactState] {
        let facts = output.facts(by: Self.terms, assurance: .agentVerified, at: Moment.start)
        #expect(facts.map(\.key).sorted() == Self.terms.keys.sorted(), "every setting has a fact, and nothing else has")
        return Dictionary(facts.map { (String($0.key.rawValue.dropFirst("custom.s.".count)), $0.state) }) { $1 }
    }

    private func reasons(_ output: DiscoveryOutput) -> Set<String> {
        Set(
            states(output).values.map { state in
                if case .unavailable(let reason) = state { reason } else { "none: \(state)" }
            })
    }

    @Test func `one object gives each setting its value`() {
        let states = states(
            """
             {"Flag":true,"Count":-7,"Share":0.25,"Text":"a b","Time":"2026-11-22T01:02:03+01:00","Version":"2.3-1",
             "Undeclared":[1,{}],"os.name":"lie"}
            """)
        #expect(
            states == [
                "Flag": .known(.boolean(true)), "Count": .known(.integer(-7)), "Share": .known(.text("0.25")),
                "Text": .known(.text("a b")), "Time": .known(.text("2026-11-22T01:02:03+01:00")),
                "Version": .known(.text("2.3-1")),
            ])
        #expect(self.states(#"{"Share":3}"#)["Share"] == .known(.text("3")))
    }

    @Test func `a member that is missing or of another type is an error of its own alone`() {
        let states = states(#"{"Flag":"true","Count":1.5,"Share":"0.5","Text":null,"Time":"today"}"#)
        #expect(states["Flag"] == .unavailable(reason: "the script's `Flag` is no Boolean"))
        #expect(states["Count"] == .unavailable(reason: "the script's `Count` is no Int64"))
        #expect(states["Share"] == .unavailable(reason: "the script's `Share` is no Double"))
        #expect(states["Text"] == .unavailable(reason: "the script's `Text` is no String"))
        #expect(states["Time"] == .unavailable(reason: "the script's `Time` is no DateTime"))
        #expect(states["Version"] == .unavailable(reason: "the script did not report `Version`"))
        #expect(self.states(#"{"Flag":false}"#)["Flag"] == .known(.boolean(false)))
    }

    @Test(arguments: [
        "", "ok", "[]", "true", "{", #"{"Flag":true} more"#, #"{"Flag":true,"Flag":false}"#, "{\"a\":\u{1}}",
    ])
    func `output that is not one JSON object is an error of every setting`(text: String) {
        let reasons = reasons(.written(Array(text.utf8)))
        #expect(reasons.count == 1 && reasons.first?.hasPrefix("the script ") == true, "\(reasons)")
    }

    @Test func `bytes that are no text, a deep nest and a long text are refused`() {
        #expect(reasons(.written([0x7B, 0xFF, 0xFE, 0x7D])).count == 1)
        let deep = #"{"Flag":"# + String(repeating: "[", count: 10_000) + "}"
        #expect(reasons(.written(Array(deep.utf8))).count == 1)
        let long = #"{"Text":""# + String(repeating: "x", count: CustomSetting.longestText + 1) + "\"}"
        #expect(states(long)["Text"] == .unavailable(reason: "the script's `Text` is no String"))
        #expect(reasons(.written([UInt8](repeating: 0x20, count: DiscoveryTerms.largestOutput + 1))).count == 1)
    }

    @Test func `evidence and reasons are one short line without control characters`() {
        let hostile = #"{"Text":"a\nb\u001b[2J\u0000c","Flag":"\u009b31m"}"#
        let facts = DiscoveryOutput.written(Array(hostile.utf8))
            .facts(by: Self.terms, assurance: .agentVerified, at: Moment.start)
        for fact in facts {
            #expect(fact.evidence.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
            #expect(fact.evidence.count <= 200)
        }
        let failed = DiscoveryOutput.failed(String(repeating: "é\n\u{1B}", count: 500))
        #expect(reasons(failed).allSatisfy { $0.count <= 200 && !$0.contains("\u{1B}") && !$0.contains("\n") })
    }
}
