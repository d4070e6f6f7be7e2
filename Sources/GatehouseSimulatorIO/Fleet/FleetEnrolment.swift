import Foundation
import GatehouseAgentCore
import GatehouseKeys
import GatehouseModel
package import GatehouseSimulator
import GatehouseWire
import NIOCore
import NIOSSL
import Synchronization

/// Enrols devices as agents do: a fresh key each, a code, and the whole protocol; several at once.
package struct FleetEnrolment: Sendable {
    /// Connections at once: enough to keep two cores busy.
    private static let window = 16
    private static let attempts = 6

    /// One device to enrol.
    package struct Order: Sendable {
        package var number: Int
        package var profile: DeviceProfile
        package var name: String
        package var code: String

        package init(number: Int, profile: DeviceProfile, name: String, code: String) {
            self.number = number
            self.profile = profile
            self.name = name
            self.code = code
        }
    }

    private let dialler: DeviceDialler
    private let tls: NIOSSLContext
    private let seed: UInt64

    /// - Parameters:
    ///   - dialler: to the people's port.
    ///   - authority: PEM of the root to trust there.
    ///   - seed: with the number it is the machine: the same again is the same device again.
    package init(_ dialler: DeviceDialler, authority: String, seed: UInt64) throws {
        self.dialler = dialler
        self.seed = seed
        tls = try DeviceTLS.context(roots: try DeviceTLS.roots(authority))
    }

    /// What tells the machine from every other; one that only reports is another machine than the managed one.
    private func hardware(of order: Order) -> String {
        Secret.digest("gatehouse-simulator \(seed) \(order.number)\(order.profile == .telemetryOnly ? " reports" : "")")
    }

    /// Enrols them; `done` is told of each, with the time that it took.
    package func enrol(
        _ orders: [Order], done: @escaping @Sendable (FleetIdentity, Duration) async throws -> Void
    ) async throws {
        let workers = min(Self.window, orders.count)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for worker in 0..<workers {
                tasks.addTask {
                    var channel: (any Channel)?
                    for place in stride(from: worker, to: orders.count, by: workers) {
                        try await enrol(orders[place], over: &channel, done)
                    }
                    channel?.close(promise: nil)
                }
            }
            try await tasks.waitForAll()
        }
    }

    /// Enrols one, over a connection of its own.
    package func enrol(_ order: Order) async throws -> FleetIdentity {
        let enrolled = Mutex<FleetIdentity?>(nil)
        var channel: (any Channel)?
        defer { channel?.close(promise: nil) }
        try await enrol(order, over: &channel) { identity, _ in enrolled.withLock { $0 = identity } }
        guard let identity = enrolled.withLock({ $0 }) else { throw ChannelError.eof }
        return identity
    }

    private func enrol(
        _ order: Order, over channel: inout (any Channel)?,
        _ done: @Sendable (FleetIdentity, Duration) async throws -> Void
    ) async throws {
        let key = DeviceKey()
        let hardware = hardware(of: order)
        let request = try request(order, key, hardware)
        var backoff = Backoff()
        for attempt in 1... {
            let began = ContinuousClock.now
            do {
                if channel?.isActive != true { channel = try await dialler.connect(tls) { [HTTPExchange()] }.get() }
                guard let channel else { throw ChannelError.ioOnClosedChannel }
                let answer = try await channel.ask(request)
                let identity = try identity(order, key, hardware, answer)
                return try await done(identity, ContinuousClock.now - began)
            } catch let error as SimulatorError {
                throw error
            } catch {
                channel = nil
                let failure = error as? RequestFailure ?? .unreachable("\(error)")
                guard attempt < Self.attempts else {
                    throw SimulatorError(.failed, "\(order.name) could not be enrolled: \(failure)")
                }
                var asked: Duration?
                if case .overloaded(let wait, _) = failure { asked = wait }
                try await Task.sleep(for: backoff.next(random: .random(in: 0..<1), asked: asked))
            }
        }
    }

    private func request(_ order: Order, _ key: DeviceKey, _ hardware: String) throws -> ByteBuffer {
        let request = EnrolmentRequest(
            protocolVersion: ProtocolVersion.current, requestID: .random(), code: order.code,
            certificateRequest: try makeCertificateRequest(key: key, commonName: "gatehouse-device"),
            hardware: HardwareIdentity(
                digest: hardware, manufacturer: "Example", model: "Simulated",
                serialNumber: "SIM-\(hardware.prefix(12))"),
            deviceName: order.name, platform: order.profile.platform,
            operatingSystem: order.profile.operatingSystem,
            operatingSystemVersion: order.profile.operatingSystemVersion)
        return HTTPExchange.post(AgentRoute.enrol, request.bytes, host: dialler.authority)
    }

    private func identity(
        _ order: Order, _ key: DeviceKey, _ hardware: String, _ answer: HTTPAnswer
    ) throws -> FleetIdentity {
        let body = Array(answer.body.readableBytesView)
        if answer.status == 202 {
            throw SimulatorError(
                .setup, "somebody must agree to the enrolment of \(order.name)", hint: "give a code that needs nobody")
        }
        guard answer.status == 200 else {
            let failure = RequestFailure(
                status: answer.status, problem: try? ProblemDocument(bytes: body), retryAfter: answer.retryAfter)
            if answer.status < 500, answer.status != 429 {
                throw SimulatorError(.failed, "\(order.name) was not enrolled: \(failure)")
            }
            throw failure
        }
        let response = try EnrolmentResponse(bytes: body)
        return FleetIdentity(
            number: order.number, seed: seed, hardware: hardware, device: response.device.description, key: key.pem,
            chain: response.certificateChain, channel: response.deviceChannel, trustRoots: response.trustRoots,
            notAfter: response.notAfter.milliseconds, ownership: response.ownership?.rawValue,
            isTelemetryOnly: order.profile == .telemetryOnly)
    }
}
