import GatehouseAgentCore
import GatehouseWire
import Testing

@Suite struct RequestFailureTests {
    private func failure(_ status: Int, _ code: String = "", retryAfter: Duration? = nil) -> RequestFailure {
        RequestFailure(
            status: status, problem: ProblemDocument(title: "", status: status, detail: "d", code: code),
            retryAfter: retryAfter)
    }

    @Test(arguments: ["identityRevoked", "identityExpired", "identityUnknown"])
    func `an identity that is no longer good is told apart`(code: String) throws {
        let expected = IdentityRefusal(code: try #require(.init(rawValue: code)), detail: "d")
        #expect(failure(401, code) == .identityRefused(expected))
        #expect(failure(403, code) == .identityRefused(expected))
        #expect(failure(400, code) == .refused(status: 400, code: code, detail: "d"))
    }

    @Test func `statuses fall into what can be repeated and what cannot`() {
        #expect(failure(403, "forbidden") == .refused(status: 403, code: "forbidden", detail: "d"))
        #expect(failure(503, retryAfter: .seconds(3)) == .overloaded(retryAfter: .seconds(3)))
        #expect(failure(429) == .overloaded(retryAfter: nil))
        #expect(failure(500) == .failed(status: 500, detail: "d"))
        #expect(failure(408) == .failed(status: 408, detail: "d"))
        #expect(
            RequestFailure(status: 404, problem: nil, retryAfter: nil) == .refused(status: 404, code: "", detail: ""))
    }
}
