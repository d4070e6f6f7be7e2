import GatehouseModel
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import GatehouseProxyProtocol

@Suite struct ProxyProtocolHandlerTests {
    private static let line = "PROXY TCP4 192.0.2.7 10.0.0.1 50000 8443\r\n"

    /// A connection from an address, to a node that trusts 10.0.0.0/24.
    private final class Connection {
        let channel = EmbeddedChannel()
        private(set) var client: ProxyHeader.Client?

        init(from address: String) throws {
            let trusted = try [#require(IPRange("10.0.0.0/24"))]
            let handler = ProxyProtocolHandler(
                trusted: trusted, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            ) { [unowned self] client, _ in self.client = client }
            try channel.pipeline.syncOperations.addHandler(handler)
            channel.localAddress = try SocketAddress(ipAddress: "10.0.0.9", port: 8443)
            channel.remoteAddress = try SocketAddress(ipAddress: address, port: 40_000)
            try channel.connect(to: SocketAddress(ipAddress: address, port: 40_000)).wait()
        }

        func send(_ text: String) { channel.pipeline.fireChannelRead(ByteBuffer(string: text)) }

        /// What came through so far.
        func received() throws -> String? {
            var all = ""
            while let part = try channel.readInbound(as: ByteBuffer.self) { all += String(buffer: part) }
            return all.isEmpty ? nil : all
        }

        var isClosed: Bool { !channel.isActive }
    }

    @Test func `the client's address is taken from a trusted balancer, and the rest passes`() throws {
        let connection = try Connection(from: "10.0.0.1")
        connection.send(Self.line + "hello")
        #expect(try connection.received() == "hello")
        #expect(connection.client?.address.description == "192.0.2.7")
        connection.send(" again")
        #expect(try connection.received() == " again")
        #expect(throws: (any Error).self) {
            try connection.channel.pipeline.syncOperations.handler(type: ProxyProtocolHandler.self)
        }
    }

    @Test func `a header may come byte by byte`() throws {
        let connection = try Connection(from: "10.0.0.1")
        for byte in Self.line + "hi" { connection.send(String(byte)) }
        #expect(try connection.received() == "hi")
        #expect(connection.client?.port == 50_000)
    }

    @Test func `a trusted balancer must send one`() throws {
        let connection = try Connection(from: "10.0.0.1")
        connection.send("hello")
        #expect(connection.isClosed)
        let silent = try Connection(from: "10.0.0.1")
        silent.send("PROX")
        silent.channel.embeddedEventLoop.advanceTime(by: .seconds(4))
        #expect(!silent.isClosed)
        silent.channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(silent.isClosed)
    }

    @Test func `nobody else may send one`() throws {
        let connection = try Connection(from: "10.0.1.1")
        connection.send(Self.line)
        #expect(try connection.received() == nil)
        #expect(connection.isClosed)
        #expect(connection.client == nil)
    }

    @Test func `half a header is not waited for, whoever sent it`() throws {
        let connection = try Connection(from: "192.0.2.1")
        connection.channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        connection.send("PROX")
        connection.channel.embeddedEventLoop.advanceTime(by: .seconds(4))
        connection.send("Y")
        #expect(!connection.isClosed)
        connection.channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(connection.isClosed)
    }

    @Test func `whoever is no balancer connects as before, and is not waited for`() throws {
        let connection = try Connection(from: "192.0.2.1")
        connection.channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        connection.send("hello")
        #expect(try connection.received() == "hello")
        #expect(!connection.isClosed)
    }
}
