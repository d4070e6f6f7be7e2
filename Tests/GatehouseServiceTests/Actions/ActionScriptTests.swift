import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseStorage
import Testing

/// From asking for a script to the device's check of its signature, with a real authority.
@Suite struct ActionScriptTests {
    private let fixture: Fixture
    private let enrolled: Enrolled

    init() async throws {
        fixture = try await Fixture()
        enrolled = try await fixture.enrol()
    }

    private var tenant: TenantID { fixture.tenant.id }
    private func caller(_ name: String) -> Caller {
        Caller(tenant: tenant, actor: "token:\(name)", role: "administrator")
    }

    private func delivered(_ script: String = "#!/bin/sh\nuptime\n") async throws -> DeliveredAction {
        let proposal = ActionProposal.script(script, devices: [enrolled.device])
        let asked = try await fixture.actions.request(tenant, proposal, as: caller("first"))
        let waiting = try await fixture.store.read(tenant) { try $0.actions(in: asked.batch.id) }
        #expect(waiting.map(\.signature) == [""], "nothing is signed before somebody agreed")
        #expect(asked.script == script)
        _ = try await fixture.actions.approve(tenant, batch: asked.batch.id, reason: "", as: caller("second"))
        return try await fixture.actions.accept(tenant, device: enrolled.device, action: waiting[0].id)
    }

    private func statement(of delivered: DeliveredAction) throws -> ScriptStatement {
        guard case .runScript(let run) = delivered.command else { throw ServiceError(.failed, "another command") }
        return ScriptStatement(
            tenant: tenant, device: enrolled.device, action: delivered.action.id, run: run,
            expiresAt: delivered.action.expiresAt)
    }

    private func isGood(
        _ statement: ScriptStatement, _ delivered: DeliveredAction, chain: String? = nil, at now: Instant? = nil
    ) -> Bool {
        do {
            try statement.verify(
                signature: Hex.decode(delivered.action.signature) ?? [], signer: delivered.script?.signer ?? "",
                ownChain: chain ?? enrolled.chain, at: now ?? fixture.time.now)
            return true
        } catch {
            return false
        }
    }

    @Test func `a script that was agreed to is signed for its device, and the device sees that`() async throws {
        let delivered = try await delivered()
        #expect(delivered.script?.text == "#!/bin/sh\nuptime\n")
        #expect(isGood(try statement(of: delivered), delivered))
    }

    @Test func `a signature fits nothing else`() async throws {
        let delivered = try await delivered()
        let statement = try statement(of: delivered)
        var changes: [ScriptStatement] = []
        for change in 0..<6 {
            var other = statement
            switch change {
            case 0: other.device = .random()
            case 1: other.action = .random()
            case 2: other.run.digest = ScriptStatement.digest(ofScript: Array("#!/bin/sh\nrm -rf /\n".utf8))
            case 3: other.run.account = "root"
            case 4: other.run.timeLimit = .seconds(3600)
            default: other.expiresAt = other.expiresAt + .seconds(1)
            }
            changes.append(other)
        }
        #expect(changes.allSatisfy { !isGood($0, delivered) })
    }

    @Test func `a signer of another authority, another tenant or another use is refused`() async throws {
        let delivered = try await delivered()
        let statement = try statement(of: delivered)
        let other = try await Fixture()
        let stranger = try await other.enrol()
        #expect(!isGood(statement, delivered, chain: stranger.chain))
        var posing = delivered
        posing.script?.signer = enrolled.chain
        #expect(!isGood(statement, posing), "a device's own certificate signs no scripts")
        #expect(!isGood(statement, delivered, at: fixture.time.now + .seconds(2 * 86_400)))
        var foreign = statement
        foreign.tenant = .random()
        #expect(!isGood(foreign, delivered))
    }

    @Test(arguments: [
        "uptime\n", "", "#! /bin/sh\n", "#!/bin/sh\n\u{0}", "#!/bin/sh\n" + String(repeating: "x", count: 65_536),
    ])
    func `what is no script is refused when it is asked for`(text: String) async throws {
        let proposal = ActionProposal.script(text, devices: [enrolled.device])
        let code = await fixture.code { _ = try await fixture.actions.request(tenant, proposal, as: caller("a")) }
        #expect(code == .invalid)
    }
}
