import Testing

@testable import GatehouseDocuments

/// What is refused, where, and with which advice.
struct DocumentProblemTests {
    @Test func `every problem of every document is reported, in the order of lines`() {
        let text =
            Texts.requirement("fact: storage.encryptd", "equals: true", "graze: 1d", "severity: hgih") + "---\n"
            + "a: [\n---\n" + Texts.document("Application", name: "-x", spec: "url: ftp://x")
        let problems = Texts.problems(text)
        #expect(problems.map(\.line) == [8, 10, 11, 14, 18, 20])
        #expect(problems.map(\.column) == [13, 7, 17, 1, 9, 8])
        #expect(problems.allSatisfy { $0.file == "f.yaml" })
    }

    @Test(arguments: [
        ("grace: 1d", "graze: 1d", "did you mean `grace`?"),
        ("requirements: []", "requirement: []", "did you mean `requirements`?"),
    ])
    func `an unknown field suggests the known one`(right: String, wrong: String, hint: String) {
        let problems = Texts.problems(Texts.document("CompliancePolicy", spec: wrong))
        #expect(problems.contains { $0.line == 6 && $0.column == 3 && $0.hint == hint })
    }

    @Test func `an unknown fact suggests a known one, else its family`() {
        let near = Texts.problems(Texts.requirement("fact: storage.encrypte", "equals: true"))
        #expect(near.map(\.hint) == ["did you mean `storage.encrypted`?"])
        let far = Texts.problems(Texts.requirement("fact: firewall.zones.publicInterfaces", "equals: true"))
        #expect(far.first?.hint?.contains("firewall.active") == true)
    }

    @Test func `a repeated field is shown where it stands the second time`() {
        let problems = Texts.problems(
            Texts.document("Application", spec: "url: https://a.example\nurl: https://b.example"))
        #expect(problems.map(\.line) == [7])
        #expect(problems.map(\.message) == ["`url` is given twice"])
        #expect(problems.map(\.hint) == ["it is given first on line 6"])
    }

    @Test(arguments: [
        (#"filter: device.displayNam -eq "a""#, 11),
        (#"filter: 'device.displayName -eq "it''s" -and device.displayNam -eq "a"'"#, 48),
        (#"filter: "device.displayName -eq \"é\u00e9\" -and device.displayNam -eq \"a\"""#, 52),
    ])
    func `a mistake in a filter is shown at its own column`(line: String, column: Int) {
        let problems = Texts.problems(Texts.document("CompliancePolicy", spec: "\(line)\nrequirements: []"))
        #expect(problems.contains { $0.line == 6 && $0.column == column && $0.message.contains("displayNam") })
    }

    @Test(arguments: [
        (["fact: os.name", "atLeast: 3"], "`atLeast` cannot test `os.name`, which is text"),
        (["fact: os.name", "equals: true"], "`requirements[0].equals` must be text, not `true`"),
        (["fact: hardware.memory", "atLeast: '3'"], "`requirements[0].atLeast` must be a whole number, not `3`"),
        (["fact: storage.encrypted", "equals: yes"], "`requirements[0].equals` must be `true` or `false`, not `yes`"),
        (["fact: os.name", "oneOf: Debian"], "`requirements[0].oneOf` must be a list of text, not `Debian`"),
        (["fact: os.name", "oneOf: []"], "`requirements[0].oneOf` is empty"),
        (["fact: os.name"], "the test is missing"),
        (["fact: os.name", "equals: a", "contains: b"], "`contains` is a second test beside `equals`"),
        (["fact: os.name", "equals:"], "`equals` has no value"),
        (["equals: a"], "`requirements[0].fact` is missing"),
        (["fact: software.packages", "equals: a"], "`equals` cannot test `software.packages`"),
        (["fact: os.name", "no: {a: b}"], "`no` tests the rows of a table, but `os.name` is text"),
        (["fact: software.packages", "no: {nam: b}"], "unknown field `nam` in `requirements[0].no`"),
        (["fact: software.packages", "no: {}"], "`requirements[0].no` tests no column"),
        (["fact: updates.lastChecked", "atLeast: friday"], "must be a time such as"),
        (["fact: os.name", "equals: a", "grace: soon"], "must be a duration such as `30m`, `12h` or `7d`, not `soon`"),
        (["fact: os.name", "equals: a", "grace: 9999d"], "must be from 0s to 365d, not `9999d`"),
        (["fact: os.name", "equals: a", "platforms: []"], "`requirements[0].platforms` is empty"),
        (["fact: os.name", "equals: a", "platforms: [linux, linux]"], "`linux` is given twice"),
    ])
    func `a requirement that cannot mean anything is refused`(lines: [String], message: String) {
        let text = Texts.requirement(lines[0]).dropLast() + lines.dropFirst().map { "\n      \($0)" }.joined() + "\n"
        let problems = Texts.problems(String(text))
        #expect(problems.contains { $0.message.contains(message) }, "\(problems)")
    }

    @Test(arguments: [
        ("platforms: {include: [linux]}", "`conditions.applications` is missing"),
        ("applications: {include: []}", "`conditions.applications.include` is empty"),
        ("applications: {exclude: [a]}", "`conditions.applications.include` is missing"),
        ("applications: {include: [All, a]}", "`All` includes the others already: let it stand alone"),
        (
            "applications: {include: [All]}\nlocations: {include: [192.0.2.1/24]}",
            "`192.0.2.1/24` is not an address range"
        ),
        ("applications: {include: [All]}\nplatforms: {include: [macos]}", "`macos` is not a value of"),
        ("applications: {include: [All]}\nclientApplications: []", "`conditions.clientApplications` is empty"),
        ("applications: [All]", "`conditions.applications` must be a mapping, not a list"),
    ])
    func `conditions that could mean everything or nothing are refused`(conditions: String, message: String) {
        let problems = Texts.problems(Texts.access(conditions))
        #expect(problems.contains { $0.message.contains(message) }, "\(problems)")
    }

    @Test(arguments: [
        ("controls: []", "`grant.controls` is empty"),
        ("controls: [block, compliantDevice]", "`block` stands alone"),
        ("controls: [compliantDevice, compliantDevice]", "`grant.controls` has `compliantDevice` twice"),
        ("controls: [mfa]", "`mfa` is not a value of `grant.controls[0]`"),
        ("operator: and\ncontrols: [block]", "`and` is not a value of `grant.operator`"),
        ("controls: [{minimumAssurance: high}]", "`high` is not a value of"),
    ])
    func `grants that cannot be met or not be understood are refused`(grant: String, message: String) {
        let problems = Texts.problems(Texts.access("applications: {include: [All]}", grant: grant))
        #expect(problems.contains { $0.message.contains(message) }, "\(problems)")
    }

    @Test(arguments: [
        (
            "apiVersion: gatehouse/v2\nkind: DeviceGroup\nmetadata: {name: a}",
            "`gatehouse/v2` is not a value of `apiVersion`"
        ),
        ("apiVersion: gatehouse/v1\nkind: DeviceGrup\nmetadata: {name: a}", "`DeviceGrup` is not a value of `kind`"),
        ("kind: DeviceGroup\nmetadata: {name: a}", "`apiVersion` is missing"),
        ("apiVersion: gatehouse/v1\nkind: DeviceGroup", "`metadata` is missing"),
        ("apiVersion: gatehouse/v1\nkind: DeviceGroup\nmetadata: {name: a b}", "`a b` is not a name"),
        ("apiVersion: gatehouse/v1\nkind: TenantSettings\nmetadata: {name: a}", "there is only one TenantSettings"),
        ("apiVersion: gatehouse/v1\nkind: EnforcementPoint\nmetadata: {name: a}\nspec: {applications: []}", "is empty"),
        (
            "apiVersion: gatehouse/v1\nkind: NamedLocation\nmetadata: {name: All}\nspec: {ranges: [10.0.0.0/8]}",
            "means something else"
        ),
        ("just text", "a document must be a mapping, not `just text`"),
        (
            "{apiVersion: gatehouse/v1, kind: DeviceGroup, metadata: &a {name: a}}",
            "anchors and aliases are not accepted"
        ),
        ("apiVersion: gatehouse/v1\nkind: !x DeviceGroup\nmetadata: {name: a}", "tags are not accepted"),
        ("a: !!map {b: c}", "tags are not accepted"),
        ("a: 'b", "not valid YAML"),
        ("\ta: b", "not valid YAML"),
        ("[a]: b", "a list cannot be the name of a field"),
        (
            "a: \(String(repeating: "[", count: 40))\(String(repeating: "]", count: 40))",
            "nested more than 32 levels deep"
        ),
    ])
    func `a document that is not one of ours is refused`(text: String, message: String) {
        let problems = Texts.problems(text)
        #expect(problems.contains { $0.message.contains(message) }, "\(problems)")
    }

    @Test(arguments: [
        ("fact: os.version\natLeast: new", 9, "`new` is not a version"),
        ("fact: os.name\nequals: a\nwhen: {fact: os.version, equals: new}", 10, "`new` is not a version"),
        ("fact: os.name\nequals: a\nplatforms: [android]", 8, "`os.name` is reported only on linux"),
    ])
    func `what the model finds wrong is shown where it is written`(lines: String, line: Int, message: String) {
        let indented = lines.split(separator: "\n").map(String.init)
        let text =
            Texts.requirement(indented[0]).dropLast() + indented.dropFirst().map { "\n      \($0)" }.joined() + "\n"
        let problems = Texts.problems(String(text))
        #expect(problems.contains { $0.line == line && $0.message.contains(message) }, "\(problems)")
    }

    @Test func `an access policy that can never apply is refused at its place`() {
        let problems = Texts.problems(Texts.access("applications: {include: [a], exclude: [a]}"))
        #expect(problems.map(\.line) == [7])
    }

    @Test func `the same object twice is refused`() {
        let group = "apiVersion: gatehouse/v1\nkind: DeviceGroup\nmetadata: {name: a}\n"
        #expect(Texts.problems(group + "---\n" + group).map(\.line) == [5])
    }

    @Test func `limits are kept`() {
        let large = "# " + String(repeating: "x", count: DocumentReader.largest)
        #expect(Texts.problems(large).map(\.message) == ["the file is larger than 1 MiB"])
        let many = String(repeating: "---\na: b\n", count: DocumentReader.most + 1)
        #expect(Texts.problems(many).map(\.message) == ["the file has more than 1000 documents"])
    }

    @Test func `bytes that are not UTF-8 are refused at their place`() {
        let bytes = Array("a: b\nc: é".utf8) + [0xFF]
        guard case .failure(let failure) = DocumentReader.read(bytes, file: "f") else {
            Issue.record("was read")
            return
        }
        #expect(failure.problems.map { [$0.line, $0.column] } == [[2, 5]])
        #expect(Texts.problems("a: \0").map(\.message) == ["the file is not UTF-8 text"])
    }

    @Test(
        .timeLimit(.minutes(10)),
        arguments: [
            String(repeating: "{", count: 100_000),
            String(repeating: "[", count: 100_000),
            String(repeating: "- ", count: 100_000),
            String(repeating: "? ", count: 100_000),
            (0..<900).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
            "a: &a [x,x]\n"
                + (0..<40).map {
                    "b\($0): &b\($0) [*\($0 == 0 ? "a" : "b\($0 - 1)"), *\($0 == 0 ? "a" : "b\($0 - 1)")]\n"
                }.joined(),
            "a: &a [x,x]\n"
                + (0..<40).map {
                    "? &b\($0) [*\($0 == 0 ? "a" : "b\($0 - 1)"), *\($0 == 0 ? "a" : "b\($0 - 1)")]\n: x\n"
                }.joined(),
        ])
    func `bombs are refused quickly`(text: String) {
        #expect(!Texts.problems(text).isEmpty)
    }
}
