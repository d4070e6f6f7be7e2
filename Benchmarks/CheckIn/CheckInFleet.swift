import Foundation
import GatehouseModel
import GatehouseSimulator
import GatehouseSimulatorIO
import GatehouseWire
import NIOCore
import NIOSSL

/// An enrolled device of the benchmark.
struct CheckInDevice: Sendable {
    var id: DeviceID
    var channel: URL
    var tls: NIOSSLContext
    var reporter: CheckInReporter
}

/// Enrols devices as an agent would, and connects them.
struct CheckInFleet: Sendable {
    /// Handshakes under way at once.
    private static let window = 16

    let arguments: CheckInArguments
    /// One thread, so that the rest of the machine is the server's.
    let group: any EventLoopGroup
    /// Tells the machines of this run from those of an earlier one.
    private let run = UInt64.random(in: .min ... .max)

    init(_ arguments: CheckInArguments, group: any EventLoopGroup) {
        self.arguments = arguments
        self.group = group
    }

    /// Enrols as many devices as asked for; each has reported everything once when this returns.
    func enrol() async throws -> [CheckInDevice] {
        try await inWindows(arguments.devices) { number in
            var device = try await enrol(number)
            let report = device.reporter.next(at: .now)
            let answer = try await DeviceDialler(device.channel, group: group).ask(report, device.tls)
            guard device.reporter.isAcknowledged(by: answer) else {
                throw CheckInFailure("the first report was answered \(answer.status): \(String(buffer: answer.body))")
            }
            return device
        }
    }

    /// Connects the devices; each begins to report at once.
    func connect(_ devices: ArraySlice<CheckInDevice>, _ tally: CheckInTally) async throws -> [any Channel] {
        let devices = Array(devices)
        return try await inWindows(devices.count) { number in
            let device = devices[number]
            return try await connect(to: device.channel, device.tls) { CheckInLoop(device.reporter, tally) }
        }
    }

    /// Connects the devices, each with a handler of its own.
    func connect(
        _ devices: ArraySlice<CheckInDevice>, _ handler: @escaping @Sendable (Int) -> any ChannelHandler
    ) async throws -> [any Channel] {
        let devices = Array(devices)
        return try await inWindows(devices.count) { number in
            try await connect(to: devices[number].channel, devices[number].tls) { handler(number) }
        }
    }

    /// Connects so many times to the people's port.
    func connectToServer(
        _ count: Int, _ handler: @escaping @Sendable () -> any ChannelHandler
    ) async throws -> [any Channel] {
        let tls = try DeviceTLS.context(roots: try DeviceTLS.roots(arguments.authority))
        return try await inWindows(count) { _ in try await connect(to: arguments.server, tls, handler) }
    }

    private func enrol(_ number: Int) async throws -> CheckInDevice {
        let enrolment = try FleetEnrolment(
            DeviceDialler(arguments.server, group: group), authority: arguments.authority, seed: run)
        let order = FleetEnrolment.Order(
            number: number, profile: .linuxWorkstation, name: "bench-\(number)", code: arguments.code)
        let identity = try await enrolment.enrol(order)
        guard let channel = URL(string: identity.channel), let id = DeviceID(identity.device) else {
            throw CheckInFailure("`\(identity.channel)` is no address")
        }
        let facts = DeviceFacts.all(of: .linuxWorkstation, packages: arguments.packages, at: .now)
        let flip = arguments.mode == .changed ? DeviceFacts.pair(arguments.fact, at: .now) : nil
        let tls = try DeviceTLS.context(
            roots: try DeviceTLS.roots(identity.trustRoots), chain: identity.chain, key: identity.key)
        return CheckInDevice(
            id: id, channel: channel, tls: tls,
            reporter: CheckInReporter(
                host: channel.authority, hardware: identity.hardware, facts: facts, flip: flip))
    }

    private func connect(
        to server: URL, _ tls: NIOSSLContext, _ handler: @escaping @Sendable () -> any ChannelHandler
    ) async throws -> any Channel {
        try await DeviceDialler(server, group: group).connect(tls) { [handler()] }.get()
    }

    private func inWindows<Result: Sendable>(
        _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Result
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: Result.self) { tasks in
            var results = [Result]()
            for number in 0..<count {
                if number >= Self.window, let result = try await tasks.next() { results.append(result) }
                tasks.addTask { try await body(number) }
            }
            for try await result in tasks { results.append(result) }
            return results
        }
    }
}

extension URL {
    /// Host and port, as the `host` header names them.
    var authority: String {
        "\(host() ?? "localhost"):\(port ?? 443)"
    }
}
