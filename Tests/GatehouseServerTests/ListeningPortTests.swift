import GatehouseTestSupport
import NIOCore
import NIOPosix
import Testing

@testable import GatehouseServer

@Suite struct ListeningPortTests {
    private func configuration(_ flags: [Setting: String]) throws -> ServerConfiguration {
        let free: [Setting: String] = [.port: "0", .devicePort: "0", .decisionPort: "0", .metricsPort: "0"]
        return try ConfigurationLoader(flags: free.merging(flags) { $1 }, environment: [:]).load()
    }

    @Test func `port 0 is let through`() throws {
        try ListeningPort.requireFree(configuration([:]))
    }

    @Test(arguments: [Setting.port, .devicePort, .decisionPort, .metricsPort])
    func `a port that is taken is refused with the flag that names it`(_ setting: Setting) async throws {
        let holder = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "0.0.0.0", port: 0).get()
        let port = try #require(holder.localAddress?.port)
        let configuration = try configuration([setting: "\(port)"])
        let error = #expect(throws: ConfigurationError.self) { try ListeningPort.requireFree(configuration) }
        try await holder.close()
        #expect(error?.message.hasPrefix("port \(port) of ") == true)
        #expect(error?.message.hasSuffix("is taken") == true)
        #expect(error?.hint?.contains(setting.flag) == true)
    }

    @Test func `one port for two listeners is refused with both flags`() throws {
        let configuration = try configuration([.port: "19999", .decisionPort: "19999"])
        let error = #expect(throws: ConfigurationError.self) { try ListeningPort.requireFree(configuration) }
        #expect(error?.message == "port 19999 is given to both --port and --decision-port")
    }

    @Test func `an address that is not this machine's is refused`() throws {
        let configuration = try configuration([.host: "192.0.2.1", .port: "19998"])
        let error = #expect(throws: ConfigurationError.self) { try ListeningPort.requireFree(configuration) }
        #expect(error?.hint?.contains("--host") == true)
    }
}
