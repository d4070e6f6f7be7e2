import GatehouseModel
import GatehousePolicy
import Testing

@testable import GatehouseDocuments

struct CustomComplianceDocumentTests {
    /// Intune's own example (custom compliance JSON), as it is.
    private static let intune = """
        {
          "Rules":[
            {
              "SettingName":"BiosVersion",
              "Operator":"GreaterEquals",
              "DataType":"Version",
              "Operand":"2.3",
              "MoreInfoUrl":"https://bing.com",
              "RemediationStrings":[
                {
                  "Language":"en_US",
                  "Title":"BIOS Version needs to be upgraded to at least 2.3. Value discovered was {ActualValue}.",
                  "Description": "BIOS must be updated. Please refer to the link above"
                },
                {
                  "Language":"de_DE",
                  "Title":"BIOS-Version muss auf mindestens 2.3 aktualisiert werden.",
                  "Description": "BIOS muss aktualisiert werden."
                }
              ]
            },
            {
              "SettingName":"TPMChipPresent",
              "Operator":"IsEquals",
              "DataType":"Boolean",
              "Operand":true,
              "MoreInfoUrl":"https://bing.com",
              "RemediationStrings":[{"Language": "en_US", "Title": "TPM chip must be enabled.", "Description": "TPM"}]
            }
          ]
        }
        """

    private func policy(_ rules: String) -> String {
        let indented = rules.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
        return Texts.document("CompliancePolicy", spec: "customRules:\n  script: firmware\n  rules:\n\(indented)")
    }

    @Test func `Intune's JSON is read as it is, and what is kept reads back the same`() throws {
        let document = try #require(try Texts.documents(policy(Self.intune)).first)
        guard case .compliancePolicy(let policy) = document, let rules = policy.customRules else {
            Issue.record("no rules")
            return
        }
        #expect(rules.script == "firmware" && policy.requirements.isEmpty)
        #expect(rules.rules.map(\.setting) == ["BiosVersion", "TPMChipPresent"])
        #expect(rules.rules.map(\.operand) == [.text("2.3"), .boolean(true)])
        #expect(rules.rules[0].remediation.map(\.language) == ["en_US", "de_DE"])
        #expect(try Texts.documents(DocumentWriter.write(document)) == [document])
    }

    @Test func `a quoted operand is read as its type says`() throws {
        let text = policy(
            """
            - {SettingName: A, Operator: LessThan, DataType: Int64, Operand: '5', RemediationStrings: [{Language: en_US, Title: t}]}
            - {SettingName: B, Operator: IsEquals, DataType: Boolean, Operand: 'True', RemediationStrings: [{Language: en_US, Title: t}]}
            - {SettingName: C, Operator: LessThan, DataType: Double, Operand: 0.5, RemediationStrings: [{Language: en_US, Title: t}]}
            """)
        guard case .compliancePolicy(let policy) = try #require(try Texts.documents(text).first) else { return }
        #expect(policy.customRules?.rules.map(\.operand) == [.integer(5), .boolean(true), .text("0.5")])
    }

    @Test(arguments: [
        ("Operator: Equals", 10, "`Equals` is not a value of `customRules.rules[0].Operator`"),
        ("DataType: Integer", 10, "`Integer` is not a value of `customRules.rules[0].DataType`"),
        ("Operand: much", 10, "`customRules.rules[0].Operand` must be a whole number, not `much`"),
        ("Severity: high", 10, "unknown field `Severity` in a rule"),
        ("MoreInfoUrl: ftp://x", 10, "`customRules.rules[0].MoreInfoUrl` must be a URL"),
        ("RemediationStrings: [{Language: de_DE, Title: t}]", 10, "the language `en_US` is missing"),
        ("RemediationStrings: [{Language: english, Title: t}]", 10, "must be a language such as `en_US`"),
        ("SettingName: a.b", 10, "`a.b` cannot name a setting"),
    ])
    func `a rule that is wrong is refused at its place`(line: String, at wanted: Int, message: String) {
        var fields = [
            "SettingName: A", "Operator: LessThan", "DataType: Int64", "Operand: 5",
            "RemediationStrings: [{Language: en_US, Title: t}]",
        ]
        let name = line.prefix { $0 != ":" }
        fields.removeAll { $0.hasPrefix("\(name):") }
        let rule = (["- " + line] + fields.map { "  " + $0 }).joined(separator: "\n")
        let problems = Texts.problems(policy(rule).replacing("- \(line)", with: "-\n        \(line)"))
        #expect(problems.first?.message.hasPrefix(message) == true || problems.first?.message.contains(message) == true)
        #expect(problems.first?.line == wanted, "\(problems)")
    }

    @Test func `a script says what it reports, how and how often`() throws {
        let text = Texts.document(
            "ComplianceScript", name: "disk-health",
            spec: """
                account: nobody
                timeLimit: 30s
                interval: 1h
                personalDevices: true
                settings: {Wear: Double, Healthy: Boolean}
                script: |
                  #!/bin/sh
                  echo '{"Healthy": true, "Wear": 0.5}'
                """)
        let wanted = ComplianceScript(
            name: "disk-health", text: "#!/bin/sh\necho '{\"Healthy\": true, \"Wear\": 0.5}'\n", account: "nobody",
            timeLimit: .seconds(30), interval: .seconds(3600), runsOnPersonalDevices: true,
            settings: [CustomSetting(name: "Healthy", type: .boolean), CustomSetting(name: "Wear", type: .double)])
        #expect(try Texts.documents(text) == [.complianceScript(wanted)])
        #expect(try Texts.documents(DocumentWriter.write(.complianceScript(wanted))) == [.complianceScript(wanted)])
    }

    @Test(arguments: [
        ("settings: {A: Boolean}", "`script` is missing"),
        ("script: echo\nsettings: {A: Boolean}", "the script does not name its interpreter"),
        ("script: '#!/bin/sh'", "`settings` is missing"),
        ("script: '#!/bin/sh'\nsettings: {}", "`settings` is empty"),
        ("script: '#!/bin/sh'\nsettings: [A]", "`settings` must be a mapping"),
        ("script: '#!/bin/sh'\nsettings: {A: Integer}", "`Integer` is not a value of `settings.A`"),
        ("script: '#!/bin/sh'\nsettings: {1a: Boolean}", "`1a` cannot name a setting"),
        ("script: '#!/bin/sh'\nsettings: {A: Boolean}\ntimeLimit: 6m", "`timeLimit` must be from 1s to 5m"),
        ("script: '#!/bin/sh'\nsettings: {A: Boolean}\ninterval: 1m", "`interval` must be from 15m to 7d"),
        ("script: '#!/bin/sh'\nsettings: {A: Boolean}\naccount: 'a b'", "`account` must be the name of an account"),
    ])
    func `a script that cannot be run is refused`(spec: String, message: String) {
        let problems = Texts.problems(Texts.document("ComplianceScript", spec: spec))
        #expect(problems.first?.message.hasPrefix(message) == true, "\(problems)")
    }

    @Test func `a script's name has no dot`() {
        let text = Texts.document(
            "ComplianceScript", name: "a.b", spec: "script: '#!/bin/sh'\nsettings: {A: Boolean}")
        #expect(Texts.problems(text).first?.message.contains("cannot have a `.`") == true)
    }

    @Test func `a requirement tests a script's setting where it says the type`() throws {
        let text = Texts.requirement("fact: custom.disk.Wear", "type: Double", "atMost: 0.5")
        guard case .compliancePolicy(let policy) = try #require(try Texts.documents(text).first) else { return }
        #expect(policy.requirements[0].declaredType == .decimal)
        #expect(policy.requirements[0].test == .compare(.atMost, .text("0.5")))
        #expect(try Texts.documents(DocumentWriter.write(.compliancePolicy(policy))) == [.compliancePolicy(policy)])
        #expect(
            Texts.problems(Texts.requirement("fact: custom.disk.Wear", "atMost: 0.5")).first?.message
                == "`custom.disk.Wear` is reported by a script, and its type is missing")
        #expect(
            Texts.problems(Texts.requirement("fact: os.id", "type: String", "equals: debian")).first?.message
                .hasPrefix("`type` is for facts of scripts") == true)
        #expect(
            Texts.problems(Texts.requirement("fact: custom.disk", "type: String", "equals: x")).first?.message
                == "`custom.disk` is not a key")
    }
}
