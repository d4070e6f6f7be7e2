import GatehouseModel
import GatehousePolicy
import Testing

@testable import GatehouseDocuments

struct DocumentWriterTests {
    @Test func `whatever is written reads back equal and is written the same again`() throws {
        var generator = DocumentGenerator(seed: 20_261_121)
        for round in 0..<1500 {
            let document = generator.document()
            let text = DocumentWriter.write(document)
            let read = try Texts.documents(text)
            #expect(read == [document], "round \(round):\n\(text)")
            #expect(read.map { DocumentWriter.write($0) } == [text])
            guard read == [document] else { return }
        }
    }

    @Test func `defaults are left out`() {
        let settings = Document.tenantSettings(TenantSettings())
        #expect(
            DocumentWriter.write(settings)
                == "apiVersion: gatehouse/v1\nkind: TenantSettings\nmetadata:\n  name: tenant\n")
    }

    @Test func `a policy is written as a person would`() {
        let requirement = Requirement(
            name: "The firewall is on", fact: "firewall.active", test: .compare(.equals, .boolean(true)),
            severity: .high, remediation: "Run:\nsudo ufw enable")
        let packages = Requirement(
            name: "No telnet", fact: "software.packages",
            test: .rows(.no, [ColumnTest(column: "name", comparison: .equals, value: .text("telnetd"))]))
        let policy = CompliancePolicy(
            name: "base", summary: "for all: really", platforms: [.linux], grace: .seconds(86_400),
            requirements: [requirement, packages])
        #expect(
            DocumentWriter.write(.compliancePolicy(policy)) == """
                apiVersion: gatehouse/v1
                kind: CompliancePolicy
                metadata:
                  name: base
                  description: 'for all: really'
                spec:
                  platforms: [linux]
                  grace: 1d
                  requirements:
                    - name: The firewall is on
                      fact: firewall.active
                      equals: true
                      severity: high
                      remediation: |-
                        Run:
                        sudo ufw enable
                    - name: No telnet
                      fact: software.packages
                      no:
                        name: telnetd

                """)
    }

    @Test func `several documents are one stream`() throws {
        let documents: [Document] = [
            .deviceGroup(DeviceGroup(name: "a")), .application(Application(name: "b", url: "https://b.example")),
        ]
        #expect(try Texts.documents(DocumentWriter.write(documents)) == documents)
    }
}
