import GatehouseService
import Hummingbird

/// A cookie for this host alone, over TLS alone, that no script can read.
struct SetCookie {
    /// How long browsers are remembered.
    static let browserLifetime = 400 * 86_400

    let name: String
    let value: String
    /// Seconds; 0 takes the cookie away, and `nil` ends it with the browser.
    var lifetime: Int?

    /// `Lax`: another site may link to us and the person is signed in, and may send nothing in their name.
    var header: String {
        "\(name)=\(value); Path=/; Secure; HttpOnly; SameSite=Lax" + (lifetime.map { "; Max-Age=\($0)" } ?? "")
    }
}

extension Response {
    mutating func set(_ cookie: SetCookie) {
        headers.append(HTTPFields.Element(name: .setCookie, value: cookie.header))
    }

    /// What whoever just signed in keeps.
    mutating func keep(_ signedIn: SignedIn, _ seal: PageSeal) throws {
        set(SetCookie(name: SessionCookie.name, value: signedIn.cookie.text))
        set(
            SetCookie(
                name: BrowserMark.cookie, value: try seal.cookie(of: signedIn.browser),
                lifetime: SetCookie.browserLifetime))
    }
}
