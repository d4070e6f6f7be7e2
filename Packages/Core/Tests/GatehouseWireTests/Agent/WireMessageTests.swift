import GatehouseModel
import GatehouseWire
import Testing

@Suite struct WireMessageTests {
    private func survives<Message: WireMessage & Equatable>(_ message: Message) throws -> Bool {
        try Message(bytes: message.bytes) == message
    }

    @Test func `every message reads back as it was written`() throws {
        let now = WireSamples.now
        let tenant = TenantID(high: 1, low: 1)
        let request = RequestID(high: 9, low: 9)
        #expect(try survives(WireSamples.checkIn))
        let rejected = [CheckInResponse.RejectedFact(key: "k", reason: "r")]
        #expect(try survives(CheckInResponse(state: "a", desired: "b", rejected: rejected, ownership: .company)))
        #expect(try survives(WireSamples.enrolment))
        #expect(
            try survives(
                EnrolmentResponse(
                    tenant: tenant, device: DeviceID(high: 2, low: 2), certificateChain: "-----BEGIN\n", notAfter: now,
                    deviceChannel: "https://gate:8444", trustRoots: "-----BEGIN\n", ownership: .personal)))
        #expect(
            try survives(
                EnrolmentPending(
                    id: EnrolmentID(high: 3, low: 3), detail: "d", retryAfter: .seconds(15), expiresAt: now)))
        #expect(try survives(RenewalRequest(requestID: request, certificateRequest: [1, 2])))
        #expect(try survives(RenewalResponse(certificateChain: "x", notAfter: now)))
        #expect(try survives(BrowserCertificateResponse(certificateChain: "x", notAfter: now)))
        #expect(
            try survives(
                BrowserCertificateRequest(
                    requestID: request, account: "anna", accountNumber: .max, certificateRequest: [1, 2])))
        #expect(try survives(RenewalResponse(certificateChain: "x", notAfter: now, trustRoots: "y")))
        #expect(try survives(TokenResponse(token: "t", expiresAt: now)))
        #expect(try survives(WireSamples.work))
        #expect(
            try survives(
                ActionReport(requestID: request, action: ActionID(high: 1, low: 0), state: .done, detail: "")))
        for message in WireSamples.reports { #expect(try survives(message)) }
        for message in WireSamples.orders { #expect(try survives(message)) }
        #expect(try survives(ActionAcceptance(requestID: request, action: ActionID(high: 1, low: 0))))
        #expect(
            try survives(
                ActionArtefact(
                    requestID: request, action: ActionID(high: 1, low: 0), name: "logs.tar", content: [0, 9])))
        #expect(try survives(WireSamples.status))
        #expect(
            try survives(
                StatusResponse(
                    deviceName: "d", state: .compliant, since: now, graceEnd: nil, note: nil, problems: [])))
        #expect(try survives(ProblemDocument(title: "Gone", status: 403, detail: "d", code: "identityRevoked")))
    }

    @Test func `a wait is taken for a second at least and an hour at most`() throws {
        for (seconds, wanted) in [(0, 1), (-5, 1), (7200, 3600), (60, 60)] {
            let text =
                #"{"id":"00000000-0000-0001-0000-000000000000","detail":"","retryAfter":\#(seconds),"#
                + #""expiresAt":"2026-11-21T20:56:25Z"}"#
            #expect(try EnrolmentPending(bytes: Array(text.utf8)).retryAfter == .seconds(wanted))
        }
    }

    @Test func `unknown members are ignored`() throws {
        let json = try JSON.parse(Array(#"{"new":[1],"token":"t","expiresAt":"2026-11-21T20:56:25Z"}"#.utf8))
        #expect(try TokenResponse(json: json).token == "t")
    }

    @Test func `a report of version 1 is understood`() throws {
        let report = try ActionReport(
            bytes: Array(
                (#"{"requestID":"00000000-0000-0001-0000-000000000000","#
                    + #""action":"00000000-0000-0002-0000-000000000000","state":"done","detail":"31 facts"}"#).utf8))
        #expect(report.state == .done)
        #expect(report.percent == nil && report.result == nil)
    }

    @Test func `parameters are texts`() {
        let order =
            #"{"action":"00000000-0000-0001-0000-000000000000","kind":"lock","#
            + #""expiresAt":"2026-11-21T20:56:25Z","parameters":{"a":1}}"#
        #expect(throws: WireError(.wrongType, at: "parameters.a", "text was expected")) {
            try ActionOrder(bytes: Array(order.utf8))
        }
    }

    @Test func `errors name the path`() {
        let bad =
            #"{"desired":"x","items":[{"action":"00000000-0000-0001-0000-000000000000","kind":1,"expiresAt":"x"}]}"#
        #expect(throws: WireError(.wrongType, at: "items[0].kind", "text was expected")) {
            try WorkResponse(bytes: Array(bad.utf8))
        }
        #expect(throws: WireError(.missingMember, at: "hardware.digest", "`digest` is missing")) {
            try EnrolmentRequest(bytes: Array(#"{"hardware":{}}"#.utf8))
        }
    }
}
