import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Hummingbird
import Testing

struct AccessRoutesTests {
    private func record(_ outcome: Outcome, application: String, at: Instant) -> DecisionRecord {
        DecisionRecord(
            id: .random(), at: at, enforcementPoint: "edge", application: application, device: nil,
            address: "192.0.2.7", userAgent: "curl",
            decision: Decision(
                outcome: outcome,
                reasons: [DecisionReason(code: .defaultDeny, policy: nil, control: nil, detail: "no policy applies")],
                policies: [], missing: [], validUntil: at),
            signals: "{}", policyDigest: "")
    }

    @Test func `decisions are listed newest first and chosen by a filter`() async throws {
        try await APIFixture.run { api in
            let old = record(.block, application: "wiki", at: APIFixture.now)
            let new = record(.allow, application: "wiki", at: APIFixture.now + .seconds(1))
            try await api.store.write(Tenant.test.id) { try $0.append([old, new], repeats: []) }
            let all: ListPage<DecisionItem> = try await api.ask(.get, "/api/v1/decisions", as: .reader).message()
            #expect(all.items.map(\.id) == [new.id, old.id])
            let filter = APIRoute.percentEncoded("outcome eq 'block' and application eq 'wiki'")
            let some: ListPage<DecisionItem> = try await api.ask(.get, "/api/v1/decisions?filter=\(filter)").message()
            #expect(some.items.map(\.id) == [old.id])
        }
    }

    @Test func `a decision comes with its reasons and repeats`() async throws {
        try await APIFixture.run { api in
            let made = record(.block, application: "wiki", at: APIFixture.now)
            try await api.store.write(Tenant.test.id) { work in
                let repeats = [DecisionRepeat(decision: made.id, minute: APIFixture.now, count: 7)]
                try work.append([made], repeats: repeats)
            }
            let item: DecisionItem = try await api.ask(.get, "/api/v1/decisions/\(made.id)").message()
            #expect(item.repeats == 7)
            #expect(item.reasons.map(\.detail) == ["no policy applies"])
        }
    }

    @Test func `explain answers for every application`() async throws {
        try await APIFixture.run { api in
            try await api.addDevice("laptop", state: .compliant)
            let files = ["wiki", "mail"].map { name in
                SourceFile(
                    name: name, text: "apiVersion: gatehouse/v1\nkind: Application\nmetadata:\n  name: \(name)\n")
            }
            _ = try await api.post("/api/v1/apply", ApplyRequest(files: files, dryRun: false))
            let answer: ExplainResponse = try await api.ask(.get, "/api/v1/explain?device=laptop", as: .helpDesk)
                .message()
            #expect(answer.device.name == "laptop")
            #expect(answer.applications.map(\.application).sorted() == ["mail", "wiki"])
            #expect(answer.applications.allSatisfy { $0.outcome == .block && !$0.reasons.isEmpty })
        }
    }

    @Test(arguments: [
        ("", 400), ("device=ghost", 404), ("device=laptop&address=here", 400), ("device=laptop&application=x", 404),
    ])
    func `a question about nothing is refused`(query: String, status: Int) async throws {
        try await APIFixture.run { api in
            try await api.addDevice("laptop")
            #expect(try await api.ask(.get, "/api/v1/explain?\(query)").status == status)
        }
    }
}
