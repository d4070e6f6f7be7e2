import Foundation
import GatehouseHTTP
import GatehouseWire
import Testing

struct APIMessageTests {
    private static let messages: [any APIMessage.Type] = [
        Problem.self, ListPage<DeviceSummary>.self, DeviceDetail.self, FactItem.self, ComplianceDetail.self,
        RequirementIntervalItem.self, ActionRequest.self, ActionItem.self, RevocationRequest.self,
        EnrolmentCodeRequest.self, EnrolmentCodeCreated.self, ApplyRequest.self, DiffRequest.self,
        ApplyResponse.self, DocumentItem.self, EnforcementPointRequest.self, EnforcementPointAdded.self,
        EnforcementPointItem.self, EnforcementPointRevocation.self, EnforcementPointRevoked.self,
        DecisionItem.self, ExplainResponse.self, AuditItem.self, AuditVerification.self, TokenRequest.self,
        TokenCreated.self, CallerIdentity.self,
    ]

    @Test(arguments: messages.indices)
    func `a message reads back as it was written`(index: Int) throws {
        try expectRoundTrip(Self.messages[index])
    }

    private func expectRoundTrip<Message: APIMessage>(_ type: Message.Type) throws {
        let bytes = Array(try JSONBody.encode(type.example))
        #expect(try JSONBody.decode(type, from: bytes) == type.example)
    }

    @Test func `parameters of a path are escaped`() {
        #expect(
            APIRoute.fill(APIRoute.document, "Application", "a b/ü") == "/api/v1/documents/Application/a%20b%2F%C3%BC")
    }
}
