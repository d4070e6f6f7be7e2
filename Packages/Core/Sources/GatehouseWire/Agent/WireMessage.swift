/// A message of the agent protocol in its JSON form.
public protocol WireMessage: Sendable {
    /// Reads the message; unknown members are ignored, so that newer peers can add some.
    init(json: JSON) throws(WireError)
    var json: JSON { get }
}
