/// A message of the agent protocol in its JSON form.
public protocol WireMessage: Sendable {
    /// Reads the message; unknown members are ignored, so that newer peers can add some.
    init(json: JSON) throws(WireError)
    var json: JSON { get }
}

extension WireMessage {
    /// Reads the message from JSON text; refuses what ``JSON`` refuses of foreign bytes.
    public init(bytes: some Collection<UInt8>, limits: JSON.Limits = JSON.Limits()) throws(WireError) {
        try self.init(json: try JSON.parse(bytes, limits: limits))
    }

    /// The message as compact JSON text.
    public var bytes: [UInt8] { json.serialised() }
}
