import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Hummingbird
import Testing

/// Machines that wait, and hardware that is known before it enrols.
struct EnrolmentRoutesTests {
    private func hold(_ api: APIFixture) async throws -> EnrolmentApproval {
        var approval = EnrolmentApproval.numbered(1)
        approval.expiresAt = APIFixture.now + .seconds(3600)
        let held = approval
        try await api.store.write(Tenant.test.id) { try $0.save(held) }
        return held
    }

    @Test func `what waits is listed with what its approver must see, and is decided once`() async throws {
        try await APIFixture.run { api in
            let approval = try await hold(api)
            let page: ListPage<EnrolmentItem> = try await api.ask(
                .get, "/api/v1/enrolments?filter=state%20eq%20'pending'", as: .helpDesk
            ).message()
            let item = try #require(page.items.first)
            #expect(item.address == "192.0.2.7")
            #expect(item.endorsement == .attested)
            #expect(item.serialNumber == "S1")
            let uri = "/api/v1/enrolments/\(approval.id)"
            let decided: EnrolmentItem = try await api.post(
                uri + "/approve", EnrolmentDecisionRequest(reason: "known"), as: .helpDesk
            ).message()
            #expect(decided.state == .approved)
            #expect(decided.decidedBy == "token:helpDesk")
            #expect(try await api.post(uri + "/approve", EnrolmentDecisionRequest()).status == 409)
            #expect(try await api.post(uri + "/reject", EnrolmentDecisionRequest()).status == 400)
        }
    }

    @Test func `who may not decide is refused, and what is not there is not found`() async throws {
        try await APIFixture.run { api in
            let approval = try await hold(api)
            let uri = "/api/v1/enrolments/\(approval.id)/approve"
            #expect(try await api.post(uri, EnrolmentDecisionRequest(), as: .analyst).status == 403)
            #expect(try await api.ask(.get, "/api/v1/enrolments", as: .reader).status == 403)
            #expect(try await api.ask(.get, "/api/v1/enrolments/\(EnrolmentID.numbered(9))").status == 404)
        }
    }

    @Test func `a table is registered whole, tried first, and mistakes are told at their places`() async throws {
        try await APIFixture.run { api in
            let table = "serial,manufacturer,tags\nPF3X7K2A,LENOVO,\"london;t14\"\n"
            for (dryRun, count) in [(true, 0), (false, 1)] {
                let answer: HardwareImportResponse = try await api.post(
                    "/api/v1/hardware/import", HardwareImportRequest(file: "h.csv", text: table, dryRun: dryRun)
                ).message()
                #expect(answer.rows.map(\.change) == [.created])
                let page: ListPage<HardwareItem> = try await api.ask(.get, "/api/v1/hardware").message()
                #expect(page.items.count == count)
            }
            let wrong = try await api.post(
                "/api/v1/hardware/import",
                HardwareImportRequest(file: "h.csv", text: "serial,owners\nPF3X7K2A,x\n", dryRun: true))
            #expect(wrong.status == 422)
            let problem: Problem = try wrong.message()
            #expect(problem.errors?.map { "\($0.line):\($0.column) \($0.hint ?? "")" } == ["1:8 did you mean `owner`?"])
            #expect(
                try await api.post(
                    "/api/v1/hardware/import", HardwareImportRequest(file: "h.csv", text: table, dryRun: true),
                    as: .helpDesk
                ).status == 403)
        }
    }

    @Test func `a registration is shown and forgotten`() async throws {
        try await APIFixture.run { api in
            try await api.store.write(Tenant.test.id) { try $0.save(RegisteredHardware.numbered(1)) }
            let uri = "/api/v1/hardware/\(HardwareID.numbered(1))"
            let item: HardwareItem = try await api.ask(.get, uri, as: .helpDesk).message()
            #expect(item.management == .telemetryOnly)
            #expect(item.nameTemplate == "eng-%SERIAL%")
            #expect(try await api.ask(.delete, uri, as: .helpDesk).status == 403)
            #expect(try await api.ask(.delete, uri).status == 204)
            #expect(try await api.ask(.get, uri).status == 404)
        }
    }

    @Test func `a blocked device is released, and only that`() async throws {
        try await APIFixture.run { api in
            let uri = "/api/v1/devices/\(try await api.addDevice("laptop"))"
            let reason = RevocationRequest(reason: "stolen")
            #expect(try await api.post(uri + "/release", reason).status == 409)
            #expect(try await api.post(uri + "/block", reason, as: .helpDesk).status == 204)
            #expect(try await api.ask(.delete, uri).status == 409)
            #expect(try await api.post(uri + "/release", reason, as: .helpDesk).status == 204)
            #expect(try await api.ask(.delete, uri).status == 204)
        }
    }
}
