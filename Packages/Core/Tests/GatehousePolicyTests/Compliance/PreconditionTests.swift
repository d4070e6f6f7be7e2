import GatehouseModel
import GatehousePolicy
import Testing

@Suite struct PreconditionTests {
    private var sample = ComplianceSample([
        Requirement(
            name: "root", fact: "ssh.server.permitRootLogin", test: .compare(.equals, .text("no")),
            precondition: .init(fact: "ssh.server.installed", test: .compare(.equals, .boolean(true))))
    ])

    @Test func `a requirement whose precondition is known to fail does not apply`() {
        var sample = sample
        sample.report("ssh.server.installed", .boolean(false))
        let status = sample.judge().statuses[0]
        #expect(status.result == .notApplicable)
        #expect(status.found == "ssh.server.installed is false")
    }

    @Test func `hiding the precondition hides no failure`() {
        var sample = sample
        sample.report("ssh.server.permitRootLogin", .text("yes"))
        #expect(sample.judge().statuses[0].result == .unknown)
        sample.report("ssh.server.installed", .unavailable(reason: "no access"))
        #expect(sample.judge().statuses[0].result == .unknown)
        sample.report("ssh.server.installed", .boolean(false), assurance: .selfReported)
        #expect(sample.judge().statuses[0].result == .unknown)
        sample.report("ssh.server.installed", .boolean(true))
        #expect(sample.judge().statuses[0].result == .failing)
    }

    @Test func `a fact that the owner keeps to himself says so, and is not satisfied`() {
        var sample = ComplianceSample([
            Requirement(
                name: "antivirus", fact: "software.packageCount", test: .compare(.notEquals, .integer(0)),
                precondition: .init(fact: "users.primary", test: .compare(.equals, .text("eve"))))
        ])
        sample.device.ownership = .personal
        let precondition = sample.judge().statuses[0]
        #expect(precondition.result == .unknown)
        #expect(
            precondition.found
                == "whether this applies is not known: users.primary is not reported by personal devices")
        sample.policies[0].requirements[0].precondition = nil
        #expect(sample.judge().statuses[0].result == .unknown)
        #expect(sample.judge().statuses[0].found == "not reported by personal devices")
        sample.device.ownership = .company
        #expect(sample.judge().statuses[0].found == "not reported yet")
    }

    @Test func `what is met is met, whether it applies or not is not known`() {
        var sample = sample
        sample.report("ssh.server.permitRootLogin", .text("no"))
        #expect(sample.judge().statuses[0].result == .satisfied)
    }

    @Test func `the facts of requirements and preconditions are relevant, and no others`() {
        #expect(sample.policies.relevantFacts == ["ssh.server.permitRootLogin", "ssh.server.installed"])
    }
}
