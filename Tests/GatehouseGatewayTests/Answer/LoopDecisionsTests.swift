import GatehouseModel
import GatehouseService
import NIOCore
import NIOEmbedded
import Testing

@testable import GatehouseGateway

@Suite struct LoopDecisionsTests {
    private let loop = EmbeddedEventLoop()
    private let point = FakeDecisionPoint()
    private let clock = TestClock()
    private let decisions: LoopDecisions

    init() {
        let clock = clock
        decisions = LoopDecisions(decisionPoint: point, eventLoop: loop, cacheCapacity: 64, clock: { clock.now })
    }

    private static let certificate =
        "X-Gatehouse-Client-Verify: SUCCESS\r\nX-Gatehouse-Client-Serial: 0A\r\nX-Gatehouse-Client-Issuer: CN=Root\r\n"

    /// The first line of the answer.
    @discardableResult
    private func ask(
        _ application: String = "wiki", _ fields: String = certificate, from number: UInt32 = 0
    ) -> String? {
        let bytes = Array("GET /access/decide/\(application) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n".utf8)
        guard case .complete(let head, _) = RequestHead.parse(bytes.span),
            case .decide(let slice) = Route(bytes.span, target: head.target)
        else { return nil }
        let asking = ListeningPoint(name: number == 0 ? .proxy : .other, number: number)
        switch decisions.decide(head, application: slice, bytes.span, from: asking) {
        case .answer(let answer): return String(buffer: answer.kept).split(separator: "\r\n").first.map(String.init)
        case .contradictory: return "contradictory"
        }
    }

    @Test func `a repeated request is answered without being decided again`() {
        #expect(ask() == "HTTP/1.1 204 No Content")
        #expect(ask() == "HTTP/1.1 204 No Content")
        #expect(point.asked.count == 1)
    }

    @Test func `an answer is not given for longer than it was good when the clock is set back meanwhile`() {
        point.answerUntil(clock.now + .seconds(300))
        ask()
        clock.advance(by: .seconds(-250))
        loop.advanceTime(by: .seconds(299))
        ask()
        #expect(point.asked.count == 1)
        loop.advanceTime(by: .seconds(2))
        ask()
        #expect(point.asked.count == 2, "by the clock that was set back it is good for minutes yet")
    }

    @Test(arguments: [
        "X-Gatehouse-Address: 192.0.2.1\r\n", "User-Agent: a\r\n", "X-Gatehouse-Token: gtd_a\r\n",
        "Authorization: Bearer gtd_a\r\n",
    ])
    func `whatever an answer depends on makes another request`(_ field: String) {
        ask("wiki", Self.certificate)
        ask("wiki", Self.certificate + field)
        #expect(point.asked.count == 2)
    }

    @Test func `another application or enforcement point makes another request`() {
        ask("wiki")
        ask("mail")
        ask("wiki", from: 1)
        #expect(point.asked.map(\.request.application) == ["wiki", "mail", "wiki"])
        #expect(point.asked.map(\.point) == [.proxy, .proxy, .other])
    }

    @Test func `the application's own credentials do not`() {
        ask("wiki", Self.certificate + "Authorization: Bearer eyJ1\r\n")
        ask("wiki", Self.certificate + "Authorization: Bearer eyJ2\r\nAccept: text/html\r\nX-Request: 2\r\n")
        #expect(point.asked.count == 1)
    }

    @Test func `a new generation is decided anew`() {
        ask()
        point.generation = 2
        ask()
        #expect(point.asked.count == 2)
    }

    @Test func `an answer is given until it is no longer valid`() {
        point.answerUntil(clock.now + .seconds(5))
        ask()
        clock.advance(by: .milliseconds(4999))
        ask()
        #expect(point.asked.count == 1)
        clock.advance(by: .milliseconds(1))
        ask()
        #expect(point.asked.count == 2)
    }

    @Test func `contradictory headers are never decided`() {
        #expect(ask("wiki", "X-Gatehouse-Client-Verify: SUCCESS\r\n") == "contradictory")
        #expect(point.asked.isEmpty)
    }

    @Test func `repeats are counted once a second`() {
        for _ in 0..<5 { ask() }
        #expect(point.repeats.isEmpty)
        loop.advanceTime(by: .seconds(1))
        #expect(point.repeats == [.init(decision: DecisionID(high: 0, low: 1), point: .proxy, count: 4)])
        ask()
        loop.advanceTime(by: .seconds(1))
        #expect(point.repeats.map(\.count) == [4, 1])
        loop.advanceTime(by: .seconds(5))
        #expect(point.repeats.count == 2)
    }

    @Test func `repeats of an answer that was dropped are still counted`() {
        ask("first")
        ask("first")
        for index in 0..<500 { ask("other\(index)") }
        loop.advanceTime(by: .seconds(1))
        #expect(point.repeats == [.init(decision: DecisionID(high: 0, low: 1), point: .proxy, count: 1)])
    }
}
