import NIOCore
import NIOHTTP1

/// One request to the server; all of them may be repeated without harm.
struct OutgoingRequest: Sendable {
    var method: HTTPMethod
    /// Path and query.
    var target: String
    var body: [UInt8]
    /// From the first attempt to connect to the end of the answer.
    var timeout: TimeAmount
    /// Largest answer that is taken, in bytes.
    var answerLimit = 1 << 20
}

/// What came back.
struct IncomingResponse: Sendable {
    var status: Int
    var retryAfter: Duration?
    var body: [UInt8]
}

/// Why a connection brought no answer.
enum ConnectionFailure: Error, Hashable, Sendable {
    case timedOut
    case closed
    case answerTooLarge
}
