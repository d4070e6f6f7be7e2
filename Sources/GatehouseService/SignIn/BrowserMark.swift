public import GatehouseModel

/// What a browser is known by before anybody signed in: forms and ceremonies are bound to it, and a browser in which
/// somebody signed in before is not held up by strangers who guess at that account.
public struct BrowserMark: Hashable, Sendable, Codable {
    /// The cookie's name.
    public static let cookie = "__Host-gatehouse-browser"
    /// The most people that a browser is remembered to be of.
    static let mostPeople = 8

    /// Random.
    public var id: String
    /// People who signed in here, the latest last.
    private var people: [String]

    /// A browser that was not here before.
    public init(id: String) {
        self.id = id
        people = []
    }

    /// Whether the person signed in here before.
    public func isKnown(to user: UserID) -> Bool { people.contains(user.description) }

    /// The mark after the person signed in.
    public func known(to user: UserID) -> BrowserMark {
        var mark = self
        mark.people.removeAll { $0 == user.description }
        mark.people = mark.people.suffix(Self.mostPeople - 1) + [user.description]
        return mark
    }
}
