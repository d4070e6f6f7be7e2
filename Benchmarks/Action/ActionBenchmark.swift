import Foundation
import GatehouseModel
import GatehouseWire
import NIOCore
import NIOPosix

/// `action`: how long it takes from asking for an action until the device has it, with many devices connected.
///
/// Every device holds a long poll over mutual TLS, takes each action that comes, reports its end and polls again. A time
/// begins when the request is handed to the connection of the API and ends when the device has read the work.
enum ActionBenchmark {
    static func run(_ arguments: [String]) async throws {
        do {
            try await measure(try ActionArguments(arguments), arguments)
        } catch let failure as CheckInFailure {
            FileHandle.standardError.write(Data("\(failure)\n".utf8))
            exit(1)
        }
    }

    private static func measure(_ arguments: ActionArguments, _ all: [String]) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let fleet = CheckInFleet(try CheckInArguments(all + ["--packages", "0"]), group: group)
        let devices = try await fleet.enrol()
        let tally = ActionTally(devices.map(\.id))
        let channels = try await fleet.connect(devices[...]) { number in
            ActionPoll(number, host: devices[number].channel.authority, tally)
        }
        // Every poll is held when the server has read it: it answers none of them at once.
        try await Task.sleep(for: .seconds(2))
        write("action.connected", Double(channels.count), "devices")
        let requests = try await fleet.connectToServer(arguments.requesters) {
            ActionRequester(arguments, host: fleet.arguments.server.authority, tally)
        }
        try await wait("single actions to arrive") { tally.arrived >= arguments.actions }
        let single = tally.take()
        write("action.latency.p50", single.quantile(0.5), "ms")
        write("action.latency.p99", single.quantile(0.99), "ms")
        write("action.latency.max", single.quantile(1), "ms")
        try await wait("devices to report") { tally.open == 0 }
        tally.expectAll()
        requests[0].triggerUserOutboundEvent(AskEverybody(), promise: nil)
        try await wait("the batch to arrive") { tally.arrived >= devices.count }
        let batch = tally.take()
        write("action.batch.p50", batch.quantile(0.5), "ms")
        write("action.batch.p99", batch.quantile(0.99), "ms")
        write("action.batch.max", batch.quantile(1), "ms")
        if let failure = (single.failures + batch.failures).first { throw CheckInFailure(failure) }
        for channel in channels + requests { channel.close(promise: nil) }
        try await group.shutdownGracefully()
    }

    private static func wait(_ what: String, until isDone: () -> Bool) async throws {
        let start = ContinuousClock.now
        while !isDone() {
            guard ContinuousClock.now - start < .seconds(300) else {
                throw CheckInFailure("waited five minutes for \(what)")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private static func write(_ name: String, _ value: Double, _ unit: String) {
        print("{\"name\": \"\(name)\", \"value\": \(String(format: "%.2f", value)), \"unit\": \"\(unit)\"}")
        fflush(nil)
    }
}

/// What `action` was asked to measure, beside what ``CheckInArguments`` reads.
struct ActionArguments: Sendable {
    var token: String
    /// Single actions, one device each.
    var actions: Int
    /// Single actions a second.
    var rate: Int
    /// Connections to the API.
    var requesters: Int

    static let usage = """
        usage: gatehouse-bench action --server URL --ca FILE --code CODE --token-file FILE [--devices N] [--actions N]
                   [--rate N]
        """

    /// Reads the arguments; refuses when the token is missing.
    init(_ arguments: [String]) throws {
        func option(_ name: String) -> String? { PollBenchmark.option("--\(name)", in: arguments) }
        func number(_ name: String, _ otherwise: Int) -> Int { option(name).flatMap { Int($0) } ?? otherwise }
        guard let file = option("token-file") else { throw CheckInFailure(Self.usage) }
        token = try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        actions = number("actions", 2000)
        rate = number("rate", 100)
        requesters = min(8, actions)
    }
}
