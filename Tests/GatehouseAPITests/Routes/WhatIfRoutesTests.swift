import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Hummingbird
import Testing

struct WhatIfRoutesTests {
    private static let frame = SampleDocuments.file(SampleDocuments.application(), SampleDocuments.accessPolicy())
    private static let closed = SampleDocuments.accessPolicy(controls: "block")

    /// An application, a policy and a compliant device with a live certificate.
    private func stage(_ api: APIFixture) async throws {
        _ = try await api.post("/api/v1/apply", ApplyRequest(files: files(Self.frame), dryRun: false))
        let device = try await api.addDevice("laptop", state: .compliant)
        try await api.store.write(Tenant.test.id) { work in
            try work.save(
                CertificateRecord(
                    serial: "01", device: device, notBefore: APIFixture.now,
                    notAfter: APIFixture.now + .seconds(86_400), request: .random(), chain: ""))
        }
    }

    private func files(_ text: String) -> [SourceFile] { [SourceFile(name: "new.yaml", text: text)] }

    @Test func `what if shows every input and every policy`() async throws {
        try await APIFixture.run { api in
            try await stage(api)
            var request = WhatIfRequest(application: "wiki")
            request.device = "laptop"
            request.client = .browser
            let answer: WhatIfResponse = try await api.post("/api/v1/what-if", request, as: .reader).message()
            #expect(answer.outcome == .allow)
            #expect(answer.policies.map(\.demands) == [[.compliantDevice]])
            let origins = Dictionary(uniqueKeysWithValues: answer.inputs.map { ($0.name, $0.origin) })
            #expect(origins["client"] == .given)
            #expect(origins["complianceState"] == .device)
            #expect(origins["address"] == .absent)
            request.files = files(Self.closed)
            let changed: WhatIfResponse = try await api.post("/api/v1/what-if", request).message()
            #expect(changed.outcome == .block)
        }
    }

    @Test func `a hypothetical request about nothing is refused`() async throws {
        try await APIFixture.run { api in
            try await stage(api)
            var request = WhatIfRequest(application: "mail")
            #expect(try await api.post("/api/v1/what-if", request).status == 404)
            request.application = "wiki"
            request.device = "ghost"
            #expect(try await api.post("/api/v1/what-if", request).status == 404)
            request.device = nil
            request.address = "here"
            #expect(try await api.post("/api/v1/what-if", request).status == 400)
            request.address = nil
            request.files = files("kind: Nonsense")
            #expect(try await api.post("/api/v1/what-if", request).status == 422)
        }
    }

    @Test func `a dry run says who loses, and that applying it must be confirmed`() async throws {
        try await APIFixture.run { api in
            try await stage(api)
            let request = DryRunRequest(files: files(Self.closed), replay: "7d", limit: 10)
            let answer: DryRunResponse = try await api.post("/api/v1/dry-run", request, as: .reader).message()
            #expect(answer.results.map(\.change) == [.updated])
            #expect(answer.fleet.differences.losing == 1)
            #expect(answer.fleet.differences.items.map(\.deviceName) == ["laptop"])
            #expect(answer.replay?.decisions == 0)
            #expect(answer.lockedOut == [LockedApplicationItem(application: "wiki", devices: 1)])
            let kept: DocumentItem = try await api.ask(.get, "/api/v1/documents/ap/gate").message()
            #expect(kept.version == 1)
        }
    }

    @Test(arguments: [("7 days", 100), ("0s", 100), ("7d", 0), ("7d", 1001)])
    func `a dry run over a window or a limit that is none is refused`(replay: String, limit: Int) async throws {
        try await APIFixture.run { api in
            try await stage(api)
            let request = DryRunRequest(files: files(Self.closed), replay: replay, limit: limit)
            #expect(try await api.post("/api/v1/dry-run", request).status == 400)
        }
    }

    @Test func `what locks everybody out is refused with a code of its own, until it is confirmed`() async throws {
        try await APIFixture.run { api in
            try await stage(api)
            let refused = try await api.post("/api/v1/apply", ApplyRequest(files: files(Self.closed), dryRun: false))
            #expect(refused.status == 409)
            #expect(refused.code == "wouldLockOut")
            #expect(try await api.ask(.delete, "/api/v1/documents/ap/gate").code == "wouldLockOut")
            #expect(try await api.ask(.delete, "/api/v1/documents/ap/gate?confirmLockOut=perhaps").status == 400)
            let confirmed = try await api.post(
                "/api/v1/apply", ApplyRequest(files: files(Self.closed), dryRun: false, confirmLockOut: true))
            #expect(confirmed.status == 200)
            #expect(try await api.ask(.delete, "/api/v1/documents/ap/gate?confirmLockOut=true").status == 204)
        }
    }
}
