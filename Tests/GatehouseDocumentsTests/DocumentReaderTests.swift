import GatehouseModel
import GatehousePolicy
import Testing

@testable import GatehouseDocuments

struct DocumentReaderTests {
    @Test func `a compliance policy is read whole`() throws {
        let text = """
            apiVersion: gatehouse/v1
            kind: CompliancePolicy
            metadata: {name: base, description: for all}
            spec:
              platforms: [linux, macOS]
              groups: {include: [staff], exclude: [lab]}
              filter: 'device.operatingSystem -eq "Debian"'
              grace: 1d12h
              requirements:
                - name: Disks are encrypted
                  fact: storage.encrypted
                  equals: true
                  minimumAssurance: attested
                  grace: 0s
                  severity: high
                  platforms: [linux]
                  when: {fact: os.id, oneOf: [debian, ubuntu]}
                  remediation: encrypt them
            """
        let disks = Requirement(
            name: "Disks are encrypted", fact: "storage.encrypted", test: .compare(.equals, .boolean(true)),
            minimumAssurance: .attested, grace: .zero, severity: .high, platforms: [.linux],
            precondition: .init(fact: "os.id", test: .compare(.oneOf, .list([.text("debian"), .text("ubuntu")]))),
            remediation: "encrypt them")
        let policy = CompliancePolicy(
            name: "base", summary: "for all", platforms: [.linux, .macOS], includedGroups: ["staff"],
            excludedGroups: ["lab"], filter: try FilterExpression(parsing: "device.operatingSystem -eq \"Debian\""),
            grace: .seconds(129_600), requirements: [disks])
        #expect(try Texts.documents(text) == [.compliancePolicy(policy)])
    }

    @Test func `an access policy is read whole`() throws {
        let text = """
            apiVersion: gatehouse/v1
            kind: AccessPolicy
            metadata: {name: wiki}
            spec:
              state: reportOnly
              conditions:
                applications: {include: [All], exclude: [status]}
                platforms: {include: [linux]}
                locations: {include: [All], exclude: [office, 192.0.2.0/24]}
                clientApplications: [browser]
                deviceFilter: {mode: exclude, rule: device.trustType -eq "Workplace"}
              grant:
                operator: OR
                controls: [compliantDevice, {minimumAssurance: attested}]
            """
        guard case .accessPolicy(let policy) = try #require(try Texts.documents(text).first) else {
            Issue.record("not an access policy")
            return
        }
        #expect(policy.state == .reportOnly)
        #expect(policy.conditions.applications == Selection(include: nil, exclude: ["status"]))
        #expect(policy.conditions.platforms == Selection(include: [.linux]))
        #expect(policy.conditions.clientApplications == [.browser])
        #expect(policy.conditions.deviceFilter?.mode == .exclude)
        #expect(policy.controls == [.compliantDevice, .minimumAssurance(.attested)])
        #expect(policy.grantOperator == .or)
        #expect(policy.locationNames == ["office"])
    }

    @Test(arguments: [
        ("os.version", "atLeast: 12.10", FactValue.text("12.10")),
        ("ssh.server.permitRootLogin", "equals: no", .text("no")),
        ("ssh.server.port", "contains: 22", .integer(22)),
        ("updates.lastChecked", "atLeast: 2026-01-01T00:00:00Z", .text("2026-01-01T00:00:00Z")),
        ("os.name", "startsWith: 'Debian'", .text("Debian")),
        ("ssh.server.port", "equals: [22, 2222]", .list([.integer(22), .integer(2222)])),
    ])
    func `a wanted value is read as the fact's type`(fact: String, test: String, value: FactValue) throws {
        let documents = try Texts.documents(Texts.requirement("fact: \(fact)", test))
        guard case .compliancePolicy(let policy) = try #require(documents.first),
            case .compare(_, let found) = try #require(policy.requirements.first).test
        else {
            Issue.record("not a comparison")
            return
        }
        #expect(found == value)
    }

    @Test func `rows are tested by column, with equals as the short form`() throws {
        let text = Texts.requirement(
            "fact: software.packages", "no: {name: telnetd, version: {lessThan: 2.0, notEquals: '1.5'}}")
        guard case .compliancePolicy(let policy) = try #require(try Texts.documents(text).first) else {
            Issue.record("not a compliance policy")
            return
        }
        let tests = [
            ColumnTest(column: "name", comparison: .equals, value: .text("telnetd")),
            ColumnTest(column: "version", comparison: .lessThan, value: .text("2.0")),
            ColumnTest(column: "version", comparison: .notEquals, value: .text("1.5")),
        ]
        #expect(policy.requirements.first?.test == .rows(.no, tests))
    }

    @Test func `a stream gives its documents with their lines`() throws {
        let text = """
            # groups
            ---
            apiVersion: gatehouse/v1
            kind: DeviceGroup
            metadata: {name: staff}
            ...
            ---
            # a comment stands before it
            apiVersion: gatehouse/v1
            kind: DeviceGroup
            metadata: {name: lab}
            ---
            """
        let documents = try DocumentReader.read(text, file: "f.yaml").get()
        #expect(documents.map(\.name) == ["staff", "lab"])
        #expect(documents.map(\.line) == [3, 9])
    }

    @Test func `settings that are left out are those of a fresh tenant`() throws {
        let text = Texts.document("TenantSettings", name: "tenant", spec: "staleness: 30s\ndefaultDecision: allow")
        var settings = TenantSettings(staleness: .seconds(30))
        settings.access.defaultDecision = .allow
        #expect(try Texts.documents(text) == [.tenantSettings(settings)])
    }

    @Test func `carriage returns change nothing`() throws {
        let text =
            Texts.document("NamedLocation", spec: "ranges: [192.0.2.0/24]\ntrusted: true") + "---\n"
            + Texts.document("Application", spec: "url: https://a.example")
        let returned = text.replacing("\n", with: "\r\n")
        #expect(try Texts.documents(returned) == Texts.documents(text))
    }
}
