import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Logging
import Synchronization
import Testing

@testable import GatehouseDeviceAPI

/// What was logged, for a test to look at.
final class LogRecord: Sendable {
    struct Line: Sendable {
        var level: Logger.Level
        var message: String
        var metadata: [String: String]
    }

    private let kept = Mutex<[Line]>([])

    var lines: [Line] { kept.withLock(\.self) }

    func logger(_ level: Logger.Level = .debug) -> Logger {
        var logger = Logger(label: "test") { _ in Handler(record: self) }
        logger.logLevel = level
        return logger
    }

    private struct Handler: LogHandler {
        let record: LogRecord
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.debug

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let line = Line(
                level: event.level, message: "\(event.message)",
                metadata: (event.metadata ?? [:]).mapValues { "\($0)" })
            record.kept.withLock { $0.append(line) }
        }
    }
}

@Suite struct FloodTests {
    @Test func `a budget lets a burst through, then so many a second, and each device has its own`() {
        let budget = DeviceBudget(rate: 2, burst: 3)
        let one = WorkBoard.Key(tenant: .numbered(1), device: .numbered(1))
        let two = WorkBoard.Key(tenant: .numbered(1), device: .numbered(2))
        let start = ContinuousClock.now
        let answers = (0..<5).map { _ in budget.refusal(of: one, at: start) }
        #expect(answers == [nil, nil, nil, 5, 5])
        #expect(budget.refusal(of: two, at: start) == nil)
        #expect(budget.refusal(of: one, at: start + .milliseconds(400)) == 5)
        #expect(budget.refusal(of: one, at: start + .milliseconds(600)) == nil)
        #expect(budget.refusal(of: one, at: start + .milliseconds(600)) == 5)
        let later = (0..<5).map { _ in budget.refusal(of: one, at: start + .seconds(3600)) }
        #expect(later == [nil, nil, nil, 5, 5], "silence saves up one burst and no more")
    }

    @Test func `a device that floods the channel is told to wait, and the others are served`() async throws {
        var limits = DeviceConnectionLimits()
        limits.requestRate = 1
        limits.requestBurst = 5
        try await DeviceChannel.with(limits: limits) { channel in
            let (flooding, sound) = (try await channel.device(1), try await channel.device(2))
            try await channel.connected(as: flooding.leaf) { connection in
                var answers = [RawAnswer?]()
                for _ in 0..<20 {
                    answers.append(await connection.ask("POST", AgentRoute.checkIn, body: flooding.checkIn([])))
                }
                let refused = answers.compactMap(\.self).filter { $0.status == 429 }
                #expect(refused.count >= 10)
                #expect(refused.first?.problem == "tooManyRequests")
                #expect(refused.first?.fields["retry-after"] == "5")
                // A second connection does not help, nor another route.
                #expect(await channel.ask(as: flooding.leaf, "GET", AgentRoute.work)?.status == 429)
                let served = await channel.ask(as: sound.leaf, "POST", AgentRoute.checkIn, body: sound.checkIn([]))
                #expect(served?.status == 200)
            }
        }
    }

    @Test func `ten thousand facts in one check-in are refused as a whole, and nothing of them is kept`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            let facts = (0..<10_000).map { Fact.known(FactKey("flood.number\($0)"), .boolean(true)) }
            try await channel.connected(as: device.leaf) { connection in
                let answer = await connection.ask("POST", AgentRoute.checkIn, body: device.checkIn(facts))
                #expect(answer?.status == 413)
                #expect(answer?.problem == "tooLarge")
                #expect(await connection.ask("POST", AgentRoute.checkIn, body: device.checkIn([]))?.status == 200)
            }
        }
    }

    @Test func `a fact that comes twice is believed neither time`() async throws {
        try await DeviceChannel.with { channel in
            let device = try await channel.device()
            let facts = [Fact.known("os.hostname", .text("a")), .known("os.hostname", .text("b"))]
            let answer = await channel.ask(as: device.leaf, "POST", AgentRoute.checkIn, body: device.checkIn(facts))
            let response = try CheckInResponse(bytes: try #require(answer).body)
            #expect(response.rejected.map(\.key) == ["os.hostname"])
            #expect(response.ownership == .company)
            let held = try await channel.store.read(.numbered(1)) { try $0.facts(of: device.id) }
            guard case .unavailable? = held.first(where: { $0.key == "os.hostname" })?.state else {
                Issue.record("one of them is believed")
                return
            }
        }
    }

    @Test func `a refusal is logged for who looks for it, with the device and the reason, and without its words`()
        async throws
    {
        let record = LogRecord()
        try await DeviceChannel.with(logger: record.logger()) { channel in
            let device = try await channel.device()
            _ = await channel.ask(as: device.leaf, "POST", AgentRoute.checkIn, body: Array("{\"secret\":1}".utf8))
            let line = try #require(record.lines.first { $0.message == "a device was refused" })
            #expect(line.level == .debug)
            #expect(line.metadata["device"] == device.id.description)
            #expect(line.metadata["request"] == "POST \(AgentRoute.checkIn)")
            #expect(line.metadata["status"] == "400")
            #expect(line.metadata["reason"]?.isEmpty == false)
            #expect(!line.metadata.values.contains { $0.contains("secret") })
        }
    }

    @Test func `a failure of the server's own is logged as an error, and the device is not told why`() async throws {
        let record = LogRecord()
        let answer = DeviceAnswer(ServiceError(.failed, "inner", detail: "a secret"))
        answer.log(
            ServiceError(.failed, "inner", detail: "a secret"), "POST /x", device: .numbered(1), to: record.logger())
        #expect(record.lines.map(\.level) == [.error])
        #expect(record.lines.first?.metadata["detail"] == "a secret")
        #expect(!String(decoding: answer.body, as: UTF8.self).contains("inner"))
        #expect(!String(decoding: answer.body, as: UTF8.self).contains("a secret"))
    }
}
