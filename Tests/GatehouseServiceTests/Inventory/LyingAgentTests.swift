import GatehouseModel
import GatehouseService
import Testing

/// What an agent that lies may say, and what becomes of it (`docs/threat-model.md`).
@Suite struct LyingAgentTests {
    private static let rootLogin: FactKey = "ssh.server.permitRootLogin"

    private func enrolled() async throws -> (Fixture, Machine) {
        let fixture = try await Fixture()
        return (fixture, Machine(try await fixture.enrol().device))
    }

    private func facts(of machine: Machine, in fixture: Fixture) async throws -> [FactKey: Fact] {
        let facts = try await fixture.compliance.explain(fixture.tenant.id, device: machine.device).facts
        return Dictionary(facts.map { ($0.key, $0) }) { first, _ in first }
    }

    @Test(
        arguments: [
            ("antivirus.definitionsBuiltAt", .text("2099-01-01T00:00:00Z"), "has not come yet"),
            ("network.exposedPorts", .list([.integer(70_000)]), "is not within 1 to 65535"),
            ("passwordPolicy.minimumLength", .integer(.max), "is not within"),
            ("firewall.active", .text("true"), "the value is no boolean"),
            ("os.name", .text(String(repeating: "x", count: 1 << 20)), "longer than 16384 bytes"),
            ("network.exposedPorts", .list([.list([.integer(1)])]), "the value is no list of integer"),
        ] as [(FactKey, FactValue, String)])
    func `an impossible value is refused, and what was known before is not believed any more`(
        key: FactKey, value: FactValue, reason: String
    ) async throws {
        var (fixture, machine) = try await enrolled()
        _ = try await machine.report([key: .absent(reason: "nothing yet")], in: fixture)
        let answer = try await machine.report([key: .known(value), "os.id": .known(.text("debian"))], in: fixture)
        #expect(answer.refused.map(\.key) == [key.rawValue])
        #expect(answer.refused.first?.reason.contains(reason) == true)
        let held = try await facts(of: machine, in: fixture)
        guard case .unavailable(let why)? = held[key]?.state else {
            Issue.record("it is \(String(describing: held[key]))")
            return
        }
        #expect(why.contains(reason))
        #expect(held["os.id"]?.state == .known(.text("debian")), "the others are taken")
    }

    @Test func `a fact that cannot be read, or comes twice, is unknown from then on`() async throws {
        var (fixture, machine) = try await enrolled()
        _ = try await machine.report([Self.rootLogin: .known(.text("no"))], in: fixture)
        var report = machine.prepare([Self.rootLogin: .known(.text("yes"))], at: fixture.time.now)
        report.malformed = [RefusedFact(key: Self.rootLogin.rawValue, reason: "given twice")]
        let answer = try await fixture.checkIns.checkIn(fixture.tenant.id, device: machine.device, report)
        #expect(answer.refused == [RefusedFact(key: Self.rootLogin.rawValue, reason: "given twice")])
        let held = try await facts(of: machine, in: fixture)[Self.rootLogin]?.state
        #expect(held == .unavailable(reason: "the device reported what cannot be: given twice"))
    }

    @Test func `what only the server observes, or proves by hardware, is not taken from a device`() async throws {
        var (fixture, machine) = try await enrolled()
        let keys = FactCatalogue.attestedKeys.union(["clock.skew", "identity.sharedUse"])
        #expect(keys.count > 8)
        var states = [FactKey: FactState]()
        for key in keys {
            let value: FactValue
            switch try #require(FactCatalogue.definition(of: key)).type {
            case .boolean: value = .boolean(true)
            case .integer: value = .integer(7)
            case .table: value = .list([])
            default: value = .text("hardware")
            }
            states[key] = .known(value)
        }
        let answer = try await machine.report(states, in: fixture)
        #expect(Set(answer.refused.map(\.key)) == Set(keys.map(\.rawValue)))
        let held = try await facts(of: machine, in: fixture)
        for (key, state) in states { #expect(held[key]?.state != state, "\(key)") }
    }

    @Test func `evidence is believed no further than the agent, from no later than now, and is short`() async throws {
        var (fixture, machine) = try await enrolled()
        var report = machine.prepare([Self.rootLogin: .known(.text("no"))], at: fixture.time.now)
        report.changed[0].assurance = .attested
        report.changed[0].source = "TPM quote"
        report.changed[0].evidence = String(repeating: "signed ", count: 10_000)
        report.changed[0].observedAt = fixture.time.now + .seconds(86_400 * 365)
        _ = try await fixture.checkIns.checkIn(fixture.tenant.id, device: machine.device, report)
        let held = try #require(try await facts(of: machine, in: fixture)[Self.rootLogin])
        #expect(held.assurance == .agentVerified)
        #expect(held.observedAt == fixture.time.now)
        #expect(held.evidence.count == 1024)
    }

    @Test func `reasons are cut, and ten thousand unknown facts are named a hundred at a time`() async throws {
        var (fixture, machine) = try await enrolled()
        let long = FactState.unavailable(reason: String(repeating: "x", count: 1 << 20))
        var states: [FactKey: FactState] = [Self.rootLogin: long]
        for number in 0..<10_000 { states[FactKey("no.such.fact\(number)")] = .known(.boolean(true)) }
        let answer = try await machine.report(states, in: fixture)
        #expect(answer.refused.count == 100)
        let held = try await facts(of: machine, in: fixture)
        #expect(held.count == 3)
        #expect(held[Self.rootLogin]?.state == .unavailable(reason: String(repeating: "x", count: 1024)))
    }

    @Test(arguments: ["x", String(repeating: "G", count: 64), String(repeating: "a", count: 1 << 20)])
    func `a state that is no digest is refused as a whole`(digest: String) async throws {
        var (fixture, machine) = try await enrolled()
        var report = machine.prepare([Self.rootLogin: .known(.text("no"))], at: fixture.time.now)
        report.state = digest
        let code = await fixture.code {
            _ = try await fixture.checkIns.checkIn(fixture.tenant.id, device: machine.device, report)
        }
        #expect(code == .invalid)
    }

    @Test func `a replayed check-in is answered and changes nothing, also after others came in between`() async throws {
        var (fixture, machine) = try await enrolled()
        let old = machine.prepare([Self.rootLogin: .known(.text("no"))], at: fixture.time.now)
        machine.acknowledged =
            try await fixture.checkIns.checkIn(fixture.tenant.id, device: machine.device, old).state
        _ = try await machine.report([Self.rootLogin: .known(.text("yes"))], in: fixture)
        var replayed = old
        replayed.base = machine.acknowledged
        for report in [old, replayed] {
            _ = try await fixture.checkIns.checkIn(fixture.tenant.id, device: machine.device, report)
        }
        let held = try await facts(of: machine, in: fixture)
        #expect(held["identity.sharedUse"]?.state == .known(.boolean(true)), "an old sequence shows a copy")
    }

    @Test func `a device reports on its own actions only`() async throws {
        let (fixture, machine) = try await enrolled()
        let other = try await fixture.enrol(hardware: "b", name: "other").device
        let asked = try await fixture.actions.request(
            fixture.tenant.id, ActionProposal(.collectLogs, devices: [other]), as: fixture.caller(.administrator))
        let action = try #require(
            try await fixture.actions.list(fixture.tenant.id, device: other, limit: 10)
                .first { $0.batch == asked.batch.id }
        ).id
        for id in [action, ActionID.random()] {
            let codes = [
                await fixture.code {
                    _ = try await fixture.actions.accept(fixture.tenant.id, device: machine.device, action: id)
                },
                await fixture.code {
                    try await fixture.actions.report(
                        fixture.tenant.id, device: machine.device, action: id, ActionProgress(.succeeded))
                },
                await fixture.code {
                    try await fixture.actions.keep(
                        fixture.tenant.id, device: machine.device, action: id, name: "logs.tar", content: [1])
                },
            ]
            #expect(codes == [.notFound, .notFound, .notFound])
        }
    }

    @Test func `a file that nobody asked for, is too large or has a path for a name is not kept`() async throws {
        let (fixture, machine) = try await enrolled()
        let asked = try await fixture.actions.request(
            fixture.tenant.id, ActionProposal(.collectLogs, devices: [machine.device]),
            as: fixture.caller(.administrator))
        let action = try #require(
            try await fixture.actions.list(fixture.tenant.id, device: machine.device, limit: 10)
                .first { $0.batch == asked.batch.id }
        ).id
        func keep(_ name: String, _ content: [UInt8]) async -> ServiceError.Code? {
            await fixture.code {
                try await fixture.actions.keep(
                    fixture.tenant.id, device: machine.device, action: action, name: name, content: content)
            }
        }
        #expect(await keep("logs.tar", [1]) == .conflict, "it was not accepted")
        _ = try await fixture.actions.accept(fixture.tenant.id, device: machine.device, action: action)
        #expect(await keep("../logs.tar", [1]) == .invalid)
        #expect(await keep("logs.tar", [UInt8](repeating: 0, count: 1 << 20 + 1)) == .invalid)
        #expect(await keep("logs.tar", [1]) == nil)
    }
}
