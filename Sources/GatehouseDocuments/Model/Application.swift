/// What a person or device wants to reach.
public struct Application: Hashable, Sendable {
    /// What enforcement points and access policies call it.
    public var name: String
    /// For people; may be empty.
    public var description: String
    /// Where people reach it, `https://…`.
    public var url: String?

    /// An application with the name that policies use.
    public init(name: String, description: String = "", url: String? = nil) {
        self.name = name
        self.description = description
        self.url = url
    }
}
