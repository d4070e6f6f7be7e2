import GatehouseDocuments
import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import Testing

/// From writing a script to the device's check of what it gets, with a real store and a real authority.
@Suite struct ScriptServiceTests {
    private let fixture: Fixture
    private let machine: Enrolled

    init() async throws {
        fixture = try await Fixture()
        machine = try await fixture.enrol()
    }

    private var tenant: TenantID { fixture.tenant.id }
    private var scripts: ScriptService {
        ScriptService(store: fixture.store, authority: fixture.authority, clock: fixture.clock)
    }
    private var delivery: ScriptDelivery {
        ScriptDelivery(
            store: fixture.store, policies: fixture.policies, authority: fixture.authority, clock: fixture.clock)
    }

    private func caller(_ name: String) -> Caller {
        Caller(tenant: tenant, actor: "token:\(name)", role: "administrator")
    }

    private static func script(_ body: String = "true", further: String = "") -> String {
        """
        apiVersion: gatehouse/v1
        kind: ComplianceScript
        metadata: {name: disk}
        spec:
          settings: {Healthy: Boolean, Wear: Int64}
          \(further)
          script: |
            #!/bin/sh
            echo '{"Healthy": \(body), "Wear": 3}'
        """
    }

    private static let policy = """
        apiVersion: gatehouse/v1
        kind: CompliancePolicy
        metadata: {name: disks}
        spec:
          customRules:
            script: disk
            rules:
              - SettingName: Healthy
                Operator: IsEquals
                DataType: Boolean
                Operand: true
                RemediationStrings:
                  - {Language: en_US, Title: 'The disk is failing', Description: 'Found {ActualValue}'}
                  - {Language: de_DE, Title: 'Die Platte geht kaputt'}
        """

    @discardableResult
    private func apply(_ text: String, as author: String = "author") async throws -> DocumentChanges {
        let changes = try await fixture.documents.apply(
            [DocumentFile(name: "test.yaml", text: text)], dryRun: false, as: caller(author))
        try await fixture.catchUp()
        return changes
    }

    /// The newest version, approved by another than its author.
    @discardableResult
    private func approve(as approver: String = "second") async throws -> ComplianceScriptVersion {
        let newest = try #require(try await scripts.show(tenant, name: "disk").overview.pending)
        _ = try await scripts.approve(
            tenant, name: "disk", digest: newest.digest, reason: "", as: caller(approver))
        try await fixture.catchUp()
        return newest
    }

    private func delivered() async throws -> DeliveredScripts {
        try await delivery.scripts(tenant, device: machine.device)
    }

    @Test func `a script reaches no device before another person approved exactly that version`() async throws {
        let changes = try await apply(Self.script() + "\n---\n" + Self.policy)
        #expect(changes.warnings.contains { $0.contains("waits for a second person") })
        #expect(changes.warnings.contains { $0.contains("runs nowhere until a second person") })
        #expect(try await delivered().scripts.isEmpty)
        let pending = try #require(try await scripts.list(tenant).first?.pending)
        #expect(pending.signature.isEmpty && pending.createdBy == "token:author")
        for (digest, actor, code) in [
            (pending.digest, "author", ServiceError.Code.notPermitted), ("0123", "second", .invalid),
            ("0123456789", "second", .notFound),
        ] {
            let found = await fixture.code {
                _ = try await scripts.approve(
                    tenant, name: "disk", digest: digest, reason: "", as: caller(actor))
            }
            #expect(found == code)
        }
        try await approve()
        let given = try await delivered()
        #expect(given.scripts.map(\.terms.version) == [pending.digest])
        #expect(given.stand != nil)
        let audit = try await fixture.store.read(tenant) { try $0.auditRows(after: 0, limit: 100) }
        #expect(audit.contains { $0.entry.action == "script.approve" && $0.entry.actor == "token:second" })
    }

    @Test func `the device sees that what it gets was signed, and that nothing of it was changed`() async throws {
        try await apply(Self.script() + "\n---\n" + Self.policy)
        try await approve()
        let given = try await delivered()
        let script = try #require(given.scripts.first)
        func isGood(_ statement: DiscoveryStatement, _ text: String, chain: String? = nil) -> Bool {
            do {
                try statement.verify(
                    script: Array(text.utf8), signature: script.signature, signer: given.signer,
                    ownChain: chain ?? machine.chain, received: fixture.time.now)
                return true
            } catch {
                return false
            }
        }
        let statement = DiscoveryStatement(
            tenant: tenant, terms: script.terms, approvedAt: script.approvedAt, expiresAt: script.expiresAt)
        #expect(isGood(statement, script.text))
        #expect(!isGood(statement, script.text + "id\n"))
        for change in 0..<8 {
            var other = statement
            switch change {
            case 0: other.tenant = .random()
            case 1: other.terms.account = "root"
            case 2: other.terms.timeLimit = .seconds(300)
            case 3: other.terms.interval = .seconds(900)
            case 4: other.terms.runsOnPersonalDevices = true
            case 5: other.terms.settings[0].type = .string
            case 6: other.approvedAt = other.approvedAt + .seconds(1)
            default: other.expiresAt = other.expiresAt + .seconds(86_400)
            }
            #expect(!isGood(other, script.text), "\(change)")
        }
        let stranger = try await Fixture().enrol()
        #expect(!isGood(statement, script.text, chain: stranger.chain))
    }

    @Test func `an edit waits anew while the approved version goes on running`() async throws {
        try await apply(Self.script() + "\n---\n" + Self.policy)
        let first = try await approve()
        try await apply(Self.script("false"), as: "second")
        #expect(try await delivered().scripts.map(\.terms.version) == [first.digest])
        #expect(
            await fixture.code {
                _ = try await scripts.approve(
                    tenant, name: "disk", digest: first.digest, reason: "", as: caller("author"))
            } == .notPermitted)
        let second = try await approve(as: "author")
        let given = try await delivered()
        #expect(given.scripts.map(\.terms.version) == [second.digest])
        #expect(given.scripts.first?.text.contains("false") == true)
        let states = try await scripts.show(tenant, name: "disk").versions.map(\.state)
        #expect(states.sorted { $0.rawValue < $1.rawValue } == [.approved, .superseded])
        // Going back to what was approved before is a change like any other.
        try await apply(Self.script())
        #expect(try await delivered().scripts.map(\.terms.version) == [second.digest])
    }

    @Test func `what is rejected, deleted or a year old runs no more`() async throws {
        try await apply(Self.script() + "\n---\n" + Self.policy)
        let version = try await approve()
        _ = try await scripts.reject(
            tenant, name: "disk", digest: version.digest, reason: "loud", as: caller("second"))
        try await fixture.catchUp()
        #expect(try await delivered().stand == nil)
        try await apply(Self.script("false"))
        try await approve()
        #expect(try await delivered().scripts.count == 1)
        fixture.time.advance(.seconds(365 * 86_400))
        #expect(try await delivered().scripts.isEmpty)
        #expect(try await scripts.list(tenant).first?.running == nil)
        #expect(
            await fixture.code {
                try await fixture.documents.delete(kind: .complianceScript, name: "disk", as: caller("author"))
            } == .conflict, "a policy still looks at it")
    }

    @Test func `a row that is not what its digest says is not signed`() async throws {
        try await apply(Self.script() + "\n---\n" + Self.policy)
        let pending = try #require(try await scripts.list(tenant).first?.pending)
        try await fixture.store.write(tenant) { work in
            var changed = pending
            changed.text = pending.text.replacing("true", with: "false")
            try work.save(changed)
        }
        let code = await fixture.code {
            _ = try await scripts.approve(
                tenant, name: "disk", digest: pending.digest, reason: "", as: caller("second"))
        }
        #expect(code == .storageDamaged)
    }

    @Test func `a personal device gets a script only where the script itself says so`() async throws {
        try await fixture.store.write(tenant) { [machine] work in
            guard var record = try work.device(machine.device) else { return }
            record.device.ownership = .personal
            try work.save(record)
        }
        try await apply(Self.script() + "\n---\n" + Self.policy)
        try await approve()
        #expect(try await delivered().scripts.isEmpty)
        try await apply(Self.script(further: "personalDevices: true"))
        try await approve()
        #expect(try await delivered().scripts.count == 1)
    }

    @Test func `a rule that the script does not bear out is refused, on either side`() async throws {
        func messages(_ text: String) async -> [String] {
            do {
                try await apply(text)
                return []
            } catch {
                return ServiceError(wrapping: error).places.map(\.message)
            }
        }
        #expect(
            await messages(Self.policy) == [
                "CompliancePolicy `disks` names the compliance script `disk`, which does not exist"
            ])
        let wrong = Self.script().replacing("Healthy: Boolean", with: "Healthy: String")
        #expect(
            await messages(wrong + "\n---\n" + Self.policy) == [
                "CompliancePolicy `disks`, customRules.rules[0]: the script `disk` reports `Healthy` as String"
            ])
        try await apply(Self.script() + "\n---\n" + Self.policy)
        #expect(
            await messages(Self.script().replacing("Healthy: Boolean", with: "Health: Boolean")) == [
                "CompliancePolicy `disks`, customRules.rules[0]: the script `disk` does not report `Healthy`: "
                    + "did you mean `Health`?"
            ])
    }

    @Test func `only what an approved script declares is taken from a device, and its type is checked`() async throws {
        try await apply(Self.script() + "\n---\n" + Self.policy)
        var reporting = Machine(machine.device)
        let early = try await reporting.report(["custom.disk.Healthy": .known(.boolean(true))], in: fixture)
        #expect(early.refused.map(\.key) == ["custom.disk.Healthy"])
        try await approve()
        var again = Machine(machine.device)
        again.sequence = 1
        let answer = try await again.report(
            [
                "custom.disk.Healthy": .known(.boolean(false)), "custom.disk.Wear": .known(.text("3")),
                "custom.disk.Other": .known(.boolean(true)), "custom.other.Healthy": .known(.boolean(true)),
            ], in: fixture)
        #expect(
            answer.refused.map(\.key).sorted() == ["custom.disk.Other", "custom.disk.Wear", "custom.other.Healthy"])
        #expect(answer.scripts == (try await delivered()).stand)
        let english = try await fixture.compliance.explain(tenant, device: machine.device)
        #expect(english.verdict?.state == .noncompliant)
        #expect(english.statuses.map(\.remediation) == ["The disk is failing. Found false"])
        let german = try await fixture.compliance.explain(
            tenant, device: machine.device, languages: ["de_AT.UTF-8"])
        #expect(german.statuses.map(\.remediation) == ["Die Platte geht kaputt"])
    }
}
