import Foundation
public import GatehouseKeys
public import GatehouseModel
import GatehouseWire

/// What is given to a browser to bring back: nobody but the server's nodes can read or make it.
public struct PageSeal: Sendable {
    /// How long a form or a ceremony may take.
    static let patience = Duration.seconds(1800)

    private let keys: SealingKeys

    /// Seals under `keys`, which every node has.
    public init(keys: SealingKeys) { self.keys = keys }

    /// The browser that presents the cookie; a new one for none, or one that is not ours.
    public func browser(presenting cookie: String?) -> BrowserMark {
        cookie.flatMap { open($0, "sign-in/browser") } ?? BrowserMark(id: Secret.random(prefix: ""))
    }

    /// The browser's cookie.
    public func cookie(of browser: BrowserMark) throws -> String { try seal(browser, "sign-in/browser") }

    /// What a form carries, so that no other site can send it in the name of the person: good for this browser, this
    /// tenant and half an hour.
    public func formToken(_ tenant: TenantID, _ browser: BrowserMark, at now: Instant) throws -> String {
        try seal(Form(browser: browser.id, expires: (now + Self.patience).milliseconds), "sign-in/form/\(tenant)")
    }

    /// Refuses a form that another site made, or that is too old.
    public func requireFormToken(
        _ text: String?, _ tenant: TenantID, _ browser: BrowserMark, at now: Instant
    ) throws {
        let form: Form? = text.flatMap { open($0, "sign-in/form/\(tenant)") }
        guard let form, ConstantTime.equal(form.browser, browser.id), now.milliseconds < form.expires else {
            throw ServiceError(
                .invalid, "the form is too old or was not made for this browser", hint: "load the page again")
        }
    }

    func seal(_ value: some Encodable, _ purpose: String) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let sealed = keys.seal(Array(try encoder.encode(value)), for: purpose) else {
            throw ServiceError(.failed, "the page cannot be sealed")
        }
        return Base64.encodeURL(sealed)
    }

    func open<Value: Decodable>(_ text: String, _ purpose: String) -> Value? {
        guard text.utf8.count <= 8192, let sealed = Base64.decodeURL(text), let bytes = keys.open(sealed, for: purpose)
        else { return nil }
        return try? JSONDecoder().decode(Value.self, from: Data(bytes))
    }

    private struct Form: Codable {
        var browser: String
        var expires: Int64
    }
}
