import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseWire
import NIOCore
import NIOPosix
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
    private let run = RequestID.random().description

    init(_ arguments: CheckInArguments, group: any EventLoopGroup) {
        self.arguments = arguments
        self.group = group
    }

    /// Enrols as many devices as asked for; each has reported everything once when this returns.
    func enrol() async throws -> [CheckInDevice] {
        try await inWindows(arguments.devices) { number in
            var device = try await enrol(number)
            let report = device.reporter.next(at: .now)
            let answer = try await exchange(report, with: device.channel, device.tls)
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
        let tls = try context()
        return try await inWindows(count) { _ in try await connect(to: arguments.server, tls, handler) }
    }

    private func enrol(_ number: Int) async throws -> CheckInDevice {
        let key = DeviceKey()
        let hardware = Secret.digest("\(run) \(number)")
        let request = EnrolmentRequest(
            protocolVersion: ProtocolVersion.current, requestID: .random(), code: arguments.code,
            certificateRequest: try makeCertificateRequest(key: key, commonName: "gatehouse-device"),
            hardware: HardwareIdentity(
                digest: hardware, manufacturer: "Example", model: "Model 5", serialNumber: "\(number)"),
            deviceName: "bench-\(number)", platform: .linux, operatingSystem: "Debian GNU/Linux",
            operatingSystemVersion: "12.11")
        let bytes = HTTPExchange.post(AgentRoute.enrol, request.bytes, host: arguments.server.authority)
        let answer = try await exchange(bytes, with: arguments.server, try context())
        guard answer.status == 200 else {
            throw CheckInFailure("enrolment was answered \(answer.status): \(String(buffer: answer.body))")
        }
        let response = try EnrolmentResponse(bytes: Array(answer.body.readableBytesView))
        guard let channel = URL(string: response.deviceChannel) else {
            throw CheckInFailure("`\(response.deviceChannel)` is no address")
        }
        let facts = CheckInFacts.first(packages: arguments.packages, at: .now)
        let flip = arguments.mode == .changed ? CheckInFacts.pair(arguments.fact, at: .now) : nil
        return CheckInDevice(
            id: response.device, channel: channel, tls: try context(response.certificateChain, key.pem),
            reporter: CheckInReporter(host: channel.authority, hardware: hardware, facts: facts, flip: flip))
    }

    private func context(_ chain: String? = nil, _ key: String? = nil) throws -> NIOSSLContext {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(arguments.authority.utf8)))
        if let chain, let key {
            tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(chain.utf8)).map { .certificate($0) }
            tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))
        }
        return try NIOSSLContext(configuration: tls)
    }

    private func exchange(
        _ request: ByteBuffer, with server: URL, _ tls: NIOSSLContext
    ) async throws -> HTTPAnswer {
        let answer = group.any().makePromise(of: HTTPAnswer.self)
        do {
            _ = try await connect(to: server, tls) { HTTPExchange(request, answer) }
        } catch {
            answer.fail(error)
        }
        return try await answer.futureResult.get()
    }

    private func connect(
        to server: URL, _ tls: NIOSSLContext, _ handler: @escaping @Sendable () -> any ChannelHandler
    ) async throws -> any Channel {
        let host = server.host() ?? "localhost"
        return try await ClientBootstrap(group: group)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: host))
                    try pipeline.addHandler(handler())
                }
            }
            .connect(host: host, port: server.port ?? 443).get()
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

extension Instant {
    /// The wall clock.
    static var now: Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
