import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import GatehouseGateway

/// Every head that we accept, NIOHTTP1 accepts and reads alike; the other way round it need not be.
@Suite struct RequestHeadDifferentialTests {
    @Test func `what we accept NIOHTTP1 reads alike`() throws {
        var mutator = HeadMutator(seed: 0x6E69_6F31)
        var compared = 0
        for _ in 0..<12_000 {
            let bytes = mutator.next()
            guard case .complete(let head, let length) = RequestHead.parse(bytes.span) else { continue }
            let text = String(decoding: bytes, as: UTF8.self).debugDescription
            guard let theirs = Self.decode(bytes[..<length]) else {
                Issue.record("only we accept \(text)")
                continue
            }
            compared += 1
            Self.compare(head, bytes, with: theirs, text)
        }
        #expect(compared > 1000)
    }

    /// Known difference: NIOHTTP1 leaves the blanks after a value on it, which RFC 9112 §5.1 takes off.
    private static func withoutTrailingBlanks(_ value: String) -> String {
        String(decoding: value.utf8.reversed().drop { $0 == 0x20 || $0 == 0x09 }.reversed(), as: UTF8.self)
    }

    private static func compare(
        _ head: RequestHead, _ bytes: [UInt8], with theirs: HTTPRequestHead, _ text: String
    ) {
        #expect(theirs.method == (head.method == .get ? .GET : .HEAD), "\(text)")
        #expect(theirs.uri == bytes.span.text(head.target), "\(text)")
        #expect(theirs.version == (head.isHTTP11 ? .http1_1 : .http1_0), "\(text)")
        let fields: [(String, RequestHead.Slice)] = [
            ("host", head.host), ("x-gatehouse-client-verify", head.clientVerify),
            ("x-gatehouse-client-serial", head.clientSerial), ("x-gatehouse-client-issuer", head.clientIssuer),
            ("x-gatehouse-address", head.address), ("x-gatehouse-token", head.deviceToken),
            ("user-agent", head.userAgent), ("authorization", head.authorization),
            ("content-length", head.contentLength),
        ]
        for (name, slice) in fields {
            let values = theirs.headers[name].map(Self.withoutTrailingBlanks)
            #expect(values == (slice.isPresent ? [bytes.span.text(slice)] : []), "\(name) of \(text)")
        }
        #expect(!theirs.headers.contains(name: "transfer-encoding"))
    }

    private static func decode(_ bytes: ArraySlice<UInt8>) -> HTTPRequestHead? {
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(HTTPRequestDecoder()))
        defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
        do {
            try channel.writeInbound(ByteBuffer(bytes: bytes))
            guard case .head(let head)? = try channel.readInbound(as: HTTPServerRequestPart.self) else { return nil }
            return head
        } catch {
            return nil
        }
    }
}
