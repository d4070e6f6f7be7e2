import GatehouseModel
import GatehousePolicy
import Testing

@testable import GatehouseDocuments

/// How a policy says when what is done, and what is refused.
struct ScheduledActionDocumentTests {
    private func text(_ lines: String...) -> String {
        let requirement = ["requirements:", "  - {name: a, fact: os.name, equals: b}"]
        return Texts.document("CompliancePolicy", spec: (requirement + lines).joined(separator: "\n"))
    }

    private func policy(_ lines: String...) throws -> CompliancePolicy {
        let requirement = ["requirements:", "  - {name: a, fact: os.name, equals: b}"]
        let text = Texts.document("CompliancePolicy", spec: (requirement + lines).joined(separator: "\n"))
        guard case .compliancePolicy(let policy)? = try Texts.documents(text).first else {
            throw DocumentsMissing()
        }
        return policy
    }

    private struct DocumentsMissing: Error {}

    @Test func `blocking is the end of the grace, written either way`() throws {
        let block = try policy("scheduledActions:", "  - {action: block, after: 3d}")
        #expect(block.grace == .seconds(3 * 86_400))
        #expect(block == (try policy("grace: 3d")))
        #expect(block == (try policy("grace: 3d", "scheduledActions:", "  - {action: block, after: 72h}")))
    }

    @Test func `a block that contradicts the grace is refused`() {
        let problems = Texts.problems(text("grace: 1d", "scheduledActions:", "  - {action: block, after: 3d}"))
        #expect(problems.map(\.message) == ["`block` after `3d` contradicts `grace: 1d`"])
        let twice = Texts.problems(
            text("scheduledActions:", "  - {action: block, after: 3d}", "  - {action: block, after: 3d}"))
        #expect(twice.map(\.message) == ["`block` is there twice: it is the one end of the grace"])
    }

    @Test(arguments: [
        ("{action: lock}", "`scheduledActions[0].after` is missing"),
        ("{action: wipe, after: 1d}", "`wipe` is not a value of `scheduledActions[0].action`"),
        ("{action: notify, after: 1d}", "`scheduledActions[0].channels` is missing"),
        ("{action: block, after: 1d, channels: [a]}", "`block` tells nobody: `channels` has no meaning with it"),
        (
            "{action: notify, after: 1d, channels: [a], recipients: [b]}",
            "`scheduledActions[0].recipients[0]` must be `owner` or a mail address, not `b`"
        ),
        ("{action: lock, after: 366d}", "`scheduledActions[0].after` must be from 0s to 365d, not `366d`"),
    ])
    func `what makes no sense is refused`(entry: String, message: String) {
        let problems = Texts.problems(text("scheduledActions:", "  - \(entry)"))
        #expect(problems.map(\.message) == [message])
    }

    @Test func `a lock within the grace is refused where it stands`() {
        let problems = Texts.problems(text("grace: 2d", "scheduledActions:", "  - {action: lock, after: 1d}"))
        #expect(problems.map(\.line) == [10])
        #expect(problems.first?.message.contains("comes before the end of the grace, `2d`") == true)
    }

    @Test(arguments: ["2", "3 of 2", "0 of 2", "2 of 17", "two of 3"])
    func `a quorum that makes no sense is refused`(quorum: String) {
        let problems = Texts.problems(text("hysteresis: {recovery: \(quorum)}"))
        #expect(problems.count == 1)
        #expect(problems[0].message.contains("`hysteresis.recovery` must be so many of the newest reports"))
    }

    @Test func `mail addresses that could smuggle headers are refused`() {
        for address in ["a@b\\nBcc: c@d", "a b@c", "<a@b>", "a@b@c", "@b", "a@"] {
            let entry = "{action: notify, after: 1d, channels: [a], recipients: [\"\(address)\"]}"
            #expect(Texts.problems(text("scheduledActions:", "  - \(entry)")).count == 1, "\(address)")
        }
    }
}
