import GatehouseTestSupport
import Testing

@testable import GatehouseGateway

@Suite struct RequestHeadFuzzTests {
    @Test func `no mutation of a head breaks the parser's promises`() {
        var mutator = HeadMutator(seed: FuzzEffort.seed(0x6761_7465))
        var complete = 0
        for _ in 0..<FuzzEffort.rounds(60_000) {
            let bytes = mutator.next()
            guard case .complete(let head, let length) = RequestHead.parse(bytes.span) else { continue }
            complete += 1
            #expect(length <= min(bytes.count, RequestHead.maximumLength))
            #expect(bytes[(length - 4)..<length].elementsEqual("\r\n\r\n".utf8))
            for slice in head.slices { #expect(slice.range.upperBound < length) }
            _ = Route(bytes.span, target: head.target)
            _ = head.enforcementRequest(for: head.target, bytes.span)
        }
        #expect(complete > 5000, "too few heads were whole to show anything")
    }

    @Test func `a head means the same whatever follows it`() {
        var mutator = HeadMutator(seed: FuzzEffort.seed(7))
        for _ in 0..<FuzzEffort.rounds(5000) {
            let bytes = mutator.next()
            guard case .complete(let head, let length) = RequestHead.parse(bytes.span) else { continue }
            let alone = Array(bytes[..<length])
            #expect(RequestHead.parse(alone.span) == .complete(head, length: length))
        }
    }
}

extension RequestHead {
    fileprivate var slices: [Slice] {
        [
            target, host, clientVerify, clientSerial, clientIssuer, address, deviceToken, userAgent, authorization,
            contentLength, accept,
        ]
    }
}
