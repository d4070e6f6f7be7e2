/// How long a session lasts.
public struct SessionLimits: Hashable, Sendable {
    /// It ends when it was not used for so long.
    public var idle: Duration
    /// It ends then, however much it is used.
    public var absolute: Duration

    /// 8 hours without use and 24 in all, unless said otherwise.
    public init(idle: Duration = .seconds(8 * 3600), absolute: Duration = .seconds(24 * 3600)) {
        self.idle = idle
        self.absolute = absolute
    }
}
