import GatehouseSimulatorIO
import NIOCore
import Testing

@Suite struct HTTPAnswerTests {
    private static let stream = """
        HTTP/1.1 200 OK\r\nContent-Type: application/json\r\ncontent-length: 5\r\n\r\nhello\
        HTTP/1.1 204 No Content\r\n\r\n\
        HTTP/1.1 503 Service Unavailable\r\nretry-after: 7\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}
        """

    @Test(arguments: [1, 2, 3, 7, 40, 1000])
    func `answers are the same however they come in pieces`(_ piece: Int) {
        var reader = HTTPAnswerReader()
        var answers = [HTTPAnswer]()
        var rest = ByteBuffer(string: Self.stream)
        while let part = rest.readSlice(length: min(piece, rest.readableBytes)), part.readableBytes > 0 {
            reader.append(part)
            while let answer = reader.next() { answers.append(answer) }
        }
        #expect(answers.map(\.status) == [200, 204, 503])
        #expect(answers.map { String(buffer: $0.body) } == ["hello", "", "{}"])
        #expect(answers.map(\.retryAfter) == [nil, nil, .seconds(7)])
        #expect(answers.map(\.closes) == [false, false, true])
        #expect(answers.map(\.size).reduce(0, +) == Self.stream.utf8.count)
        #expect(!reader.hasBegun)
    }

    @Test func `an answer that has begun is not a whole one`() {
        var reader = HTTPAnswerReader()
        reader.append(ByteBuffer(string: "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhel"))
        #expect(reader.next()?.status == nil)
        #expect(reader.hasBegun)
        #expect(!reader.isTooLarge)
    }
}
