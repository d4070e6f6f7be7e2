import GatehouseModel
import GatehousePolicy
import Testing

@Suite struct CompliancePolicyValidateTests {
    private func problems(_ requirements: Requirement...) -> [PolicyProblem] {
        CompliancePolicy(name: "p", requirements: requirements).validate()
    }

    private func problems(_ fact: FactKey, _ test: FactTest) -> [PolicyProblem] {
        problems(Requirement(name: "r", fact: fact, test: test))
    }

    @Test func `a sound policy has no problem`() {
        #expect(problems(ComplianceSample.firewall, ComplianceSample.version) == [])
    }

    @Test func `an unknown fact is refused with what was meant`() {
        let problem = problems("firewal.active", .compare(.equals, .boolean(true)))
        #expect(
            problem == [
                PolicyProblem(
                    path: "requirements[0].fact",
                    message: "unknown fact `firewal.active`\nhint: did you mean `firewall.active`?")
            ])
    }

    @Test(
        arguments: [
            (
                "firewall.active", .compare(.atLeast, .boolean(true)),
                "`atLeast` does not fit boolean\nhint: it allows `equals`, `notEquals`"
            ),
            ("os.version", .compare(.atLeast, .integer(12)), "`12` is not version\nhint: write it in quotes"),
            (
                "os.version", .compare(.atLeast, .text("bookworm")),
                "`bookworm` is not a version\nhint: a version begins with a digit, as `12.5`"
            ),
            ("os.id", .compare(.oneOf, .text("debian")), "`oneOf` takes a list"),
            ("os.id", .compare(.oneOf, .list([])), "`oneOf` takes a list with at least one value"),
            (
                "os.id", .compare(.oneOf, .list([.text("debian"), .integer(1)])),
                "`1` is not text\nhint: write it in quotes"
            ),
            (
                "os.bootedAt", .compare(.atLeast, .text("yesterday")),
                "`yesterday` is not instant\nhint: write it in quotes"
            ),
            ("ssh.server.port", .compare(.contains, .text("22")), "`22` is not integer"),
            (
                "updates.security.pending", .compare(.equals, .list([])),
                "`equals` does not fit table (available, installed, name)\nhint: test its rows"
            ),
            ("os.id", .rows(.no, []), "`os.id` is text: it has no rows to test"),
        ] as [(String, FactTest, String)])
    func `a test that does not fit the fact is refused`(key: String, test: FactTest, message: String) {
        #expect(problems(FactKey(key), test) == [PolicyProblem(path: "requirements[0].test", message: message)])
    }

    @Test func `a column is checked as a fact is`() {
        let tests = [
            ColumnTest(column: "nmae", comparison: .equals, value: .text("a")),
            ColumnTest(column: "version", comparison: .contains, value: .text("1")),
        ]
        let problems = problems("software.packages", .rows(.no, tests))
        #expect(problems.map(\.path) == ["requirements[0].test.rows[0].column", "requirements[0].test.rows[1].value"])
        #expect(problems[0].message == "unknown column `nmae`\nhint: did you mean `name`?")
        #expect(self.problems("software.packages", .rows(.no, [])).map(\.path) == ["requirements[0].test.rows"])
    }

    @Test func `names are given once, and something is required`() {
        #expect(
            problems(ComplianceSample.firewall, ComplianceSample.firewall).map(\.path) == ["requirements[1].name"])
        #expect(problems().map(\.path) == ["requirements"])
    }

    @Test func `a precondition is checked too`() {
        var requirement = ComplianceSample.firewall
        requirement.precondition = .init(fact: "no.such.fact", test: .compare(.equals, .boolean(true)))
        #expect(problems(requirement).map(\.path) == ["requirements[0].precondition.fact"])
    }

    @Test func `platforms that can never meet are refused`() {
        var requirement = ComplianceSample.firewall
        requirement.platforms = [.windows]
        #expect(problems(requirement).map(\.message) == ["`firewall.active` is reported only on linux"])
        requirement.platforms = [.linux]
        let policy = CompliancePolicy(name: "p", platforms: [.macOS], requirements: [requirement])
        #expect(policy.validate().map(\.path) == ["requirements[0].platforms"])
    }

    @Test func `compliance cannot choose what decides compliance, and no grace is negative`() throws {
        var policy = CompliancePolicy(name: "", grace: .seconds(-1), requirements: [ComplianceSample.firewall])
        policy.filter = try FilterExpression(parsing: "device.isCompliant -eq True")
        #expect(policy.validate().map(\.path) == ["name", "grace", "filter"])
    }
}
