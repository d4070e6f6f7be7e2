import Foundation
import GatehouseSimulator
import NIOCore
import NIOPosix

/// `checkin`: how many durable check-ins a second a server takes over mutual TLS, and how long each waits.
///
/// The loop is closed: a device reports again only after the acknowledgement of its last report.
enum CheckInBenchmark {
    private static let warmUp = Duration.seconds(2)

    static func run(_ arguments: [String]) async throws {
        do {
            try await measure(try CheckInArguments(arguments))
        } catch let failure as CheckInFailure {
            FileHandle.standardError.write(Data("\(failure)\n".utf8))
            exit(1)
        }
    }

    private static func measure(_ arguments: CheckInArguments) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let fleet = CheckInFleet(arguments, group: group)
        let enrolling = ContinuousClock.now
        let devices = try await fleet.enrol()
        let enrolled = Double(devices.count) / ((ContinuousClock.now - enrolling) / .seconds(1))
        let tally = CheckInTally()
        let channels = try await fleet.connect(devices.prefix(arguments.connections), tally)
        try await Task.sleep(for: warmUp)
        write("checkin.begin", 0, "")
        let before = processorSeconds()
        let start = ContinuousClock.now
        tally.begin()
        try await Task.sleep(for: .seconds(arguments.seconds))
        let figures = tally.end()
        let elapsed = (ContinuousClock.now - start) / .seconds(1)
        let used = processorSeconds() - before
        write("checkin.end", 0, "")
        for channel in channels { try await channel.closeFuture.get() }
        try await group.shutdownGracefully()
        let name = arguments.mode == .changed ? "checkin.changed.\(arguments.fact.rawValue)" : "checkin.unchanged"
        write("checkin.enrolled", enrolled, "devices/s")
        write(name, Double(figures.times.count) / elapsed, "requests/s")
        write("\(name).p50", figures.quantile(0.5), "ms")
        write("\(name).p99", figures.quantile(0.99), "ms")
        write("\(name).p99.9", figures.quantile(0.999), "ms")
        write("\(name).bytes", Double(figures.largestAnswer), "bytes")
        write("\(name).errors", Double(figures.failures.count), "errors")
        write("\(name).driver", 100 * used / elapsed, "% of a core")
        if let failure = figures.failures.first { throw CheckInFailure("a check-in was answered \(failure)") }
    }

    private static func write(_ name: String, _ value: Double, _ unit: String) {
        // At once: whoever started the driver reads the server's own figures when it sees the first and the last.
        print("{\"name\": \"\(name)\", \"value\": \(String(format: "%.2f", value)), \"unit\": \"\(unit)\"}")
        fflush(nil)
    }

    /// Processor time of this process, which shares the machine with the server.
    private static func processorSeconds() -> Double {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }
}
