public import GatehouseModel

/// Where somebody signs in from.
public struct SignInRequest: Hashable, Sendable {
    /// The address as text.
    public var address: String
    /// What the browser calls itself.
    public var userAgent: String
    /// The device that the browser proved, if it proved one.
    public var device: DeviceID?
    /// The session cookie that the browser had before.
    public var formerCookie: String?
    /// What the browser proved to be.
    public var browser: BrowserMark

    /// Takes what the request says.
    public init(
        address: String, userAgent: String, device: DeviceID? = nil, formerCookie: String? = nil, browser: BrowserMark
    ) {
        self.address = address
        self.userAgent = userAgent
        self.device = device
        self.formerCookie = formerCookie
        self.browser = browser
    }
}
