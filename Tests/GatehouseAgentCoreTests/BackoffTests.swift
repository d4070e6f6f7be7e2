import GatehouseAgentCore
import Testing

@Suite struct BackoffTests {
    @Test func `the window doubles up to five minutes`() {
        var backoff = Backoff()
        let waits = (0..<12).map { _ in backoff.next(random: 1) }
        #expect(waits.prefix(4) == [.seconds(1), .seconds(2), .seconds(4), .seconds(8)])
        #expect(waits.suffix(3) == [.seconds(300), .seconds(300), .seconds(300)])
    }

    @Test func `any point within the window is used, but never none`() {
        var backoff = Backoff()
        #expect(backoff.next(random: 0) == .milliseconds(100))
        #expect(backoff.next(random: 0.25) == .milliseconds(500))
    }

    @Test func `what the server asks for is waited, up to an hour`() {
        var backoff = Backoff()
        #expect(backoff.next(random: 0, asked: .seconds(30)) == .milliseconds(30_100))
        #expect(backoff.next(random: 0, asked: .seconds(86_400)) == .milliseconds(3_600_100))
    }

    @Test func `success begins anew`() {
        var backoff = Backoff()
        for _ in 0..<20 { _ = backoff.next(random: 1) }
        backoff.reset()
        #expect(backoff.next(random: 1) == .seconds(1))
    }
}
