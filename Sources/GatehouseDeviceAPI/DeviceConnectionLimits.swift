public import NIOCore

/// How many connections there may be, and how long one may take over each step.
public struct DeviceConnectionLimits: Sendable {
    /// From the connection, or the head, to the end of the request.
    public var request: TimeAmount
    /// Between two requests.
    public var idle: TimeAmount
    /// The longest that a poll is held; each is held a little shorter, so that they do not end together.
    public var longestHold: TimeAmount
    /// How many may be open; one more is closed at once.
    public var connections: Int
    /// How many requests a second one device may go on with, over all of its connections.
    public var requestRate = 20
    /// How many requests one device may ask at once after a silence.
    public var requestBurst = 1000
    /// How long the rest of a request that was refused is read and dropped.
    var linger = TimeAmount.seconds(2)

    /// Makes the limits; the defaults are a server's own.
    public init(
        request: TimeAmount = .seconds(30), idle: TimeAmount = .seconds(90), longestHold: TimeAmount = .minutes(10),
        connections: Int = 65_536
    ) {
        self.request = request
        self.idle = idle
        self.longestHold = longestHold
        self.connections = connections
    }

    /// No step ends sooner than this after it began.
    var shortest: TimeAmount { min(request, idle) }

    func hold() -> TimeAmount {
        let longest = longestHold.nanoseconds
        return .nanoseconds(longest - Int64.random(in: 0...longest / 5))
    }
}
