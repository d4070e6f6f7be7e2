import GatehouseAgentCore
import NIOCore
import NIOPosix

/// Asks the server one thing as this device, and waits for the answer.
enum OneQuestion {
    static func ask<Answer: Sendable>(
        _ identity: DeviceIdentity, trustRoots: String,
        _ question: @escaping @Sendable (AgentClient, @escaping (Result<Answer, RequestFailure>) -> Void) -> Void
    ) throws -> Result<Answer, RequestFailure> {
        guard let address = ServerAddress(identity.deviceChannel) else {
            throw AgentError(
                .failed, "the device channel `\(identity.deviceChannel)` is no https address", hint: "enrol again")
        }
        let tls = try TLSIdentity(trustRoots: trustRoots, client: (identity.certificateChain, identity.key)).context()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer { try? group.syncShutdownGracefully() }
        let loop = group.next()
        let promise = loop.makePromise(of: Result<Answer, RequestFailure>.self)
        loop.execute {
            let client = AgentClient(address, tls: tls, on: loop)
            question(client) { result in
                client.shutDown()
                promise.succeed(result)
            }
        }
        return try promise.futureResult.wait()
    }
}
