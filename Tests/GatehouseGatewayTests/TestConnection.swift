import Foundation
import NIOCore
import NIOPosix
import NIOSSL

/// One answer as a client reads it.
struct Answer: Equatable {
    var status: Int
    var fields: [String: String]
    var body: String
}

/// A client's connection that sends bytes as they are and reads answers in order.
final class TestConnection {
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private var received = ""
    private var isEnded = false

    private init(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.inbound = inbound.makeAsyncIterator()
        self.outbound = outbound
    }

    static func with(socket path: String, _ body: (TestConnection) async throws -> Void) async throws {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(unixDomainSocketPath: path) { wrap($0) }
        try await run(channel, body)
    }

    static func with(
        port: Int, tls: NIOSSLContext, _ body: (TestConnection) async throws -> Void
    ) async throws {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: tls, serverHostname: nil))
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        try await run(channel, body)
    }

    private static func wrap(
        _ channel: any Channel
    ) -> EventLoopFuture<NIOAsyncChannel<ByteBuffer, ByteBuffer>> {
        channel.eventLoop.makeCompletedFuture {
            try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
    }

    private static func run(
        _ channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ body: (TestConnection) async throws -> Void
    ) async throws {
        try await channel.executeThenClose { inbound, outbound in
            try await body(TestConnection(inbound, outbound))
        }
    }

    func send(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }

    /// The next answer; `nil` when the listener closed instead.
    func answer(toHead isHead: Bool = false) async throws -> Answer? {
        while true {
            if let end = received.range(of: "\r\n\r\n") {
                let lines = received[..<end.lowerBound].split(separator: "\r\n", omittingEmptySubsequences: false)
                var fields: [String: String] = [:]
                for line in lines.dropFirst() {
                    let parts = line.split(separator: ":", maxSplits: 1)
                    fields[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
                }
                let length = isHead ? 0 : fields["content-length"].flatMap { Int($0) } ?? 0
                let rest = received[end.upperBound...]
                if rest.utf8.count >= length {
                    let body = String(decoding: rest.utf8.prefix(length), as: UTF8.self)
                    received = String(decoding: rest.utf8.dropFirst(length), as: UTF8.self)
                    let status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
                    return Answer(status: status, fields: fields, body: body)
                }
            }
            guard try await readMore() else { return nil }
        }
    }

    /// Sends a `GET` with the fields and reads the answer.
    func get(_ target: String, _ fields: String...) async throws -> Answer? {
        try await send(Self.head(target, fields))
        return try await answer()
    }

    static func head(_ target: String, _ fields: [String] = [], method: String = "GET") -> String {
        "\(method) \(target) HTTP/1.1\r\nHost: gatehouse\r\n\(fields.map { $0 + "\r\n" }.joined())\r\n"
    }

    /// Whether the listener closes with nothing more to say.
    func isClosed() async throws -> Bool {
        while try await readMore() {}
        return received.isEmpty
    }

    private func readMore() async throws -> Bool {
        guard !isEnded else { return false }
        do {
            guard var buffer = try await inbound.next() else {
                isEnded = true
                return false
            }
            received += buffer.readString(length: buffer.readableBytes) ?? ""
            return true
        } catch is IOError {
            isEnded = true
            return false
        }
    }
}
