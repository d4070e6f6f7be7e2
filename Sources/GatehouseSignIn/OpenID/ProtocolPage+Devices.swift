import GatehouseOpenID
import Hummingbird

extension ProtocolPage {
    /// Where a person types the code that a device shows.
    static func deviceForm(_ action: String, _ problem: OpenIDError?) -> ProtocolPage {
        let said = problem.map { "<p role=\"alert\">\(escaped($0.message)). Look at the device and type it again.</p>" }
        return ProtocolPage(
            title: "Let a device sign in",
            body: """
                \(said ?? "")<form method="post" action="\(escaped(action))">
                <p><label for="code">The code that the device shows</label></p>
                <p><input id="code" name="code" autocomplete="off" autocapitalize="characters" spellcheck="false"
                required autofocus></p><button>Continue</button></form>
                <p>Type only a code that you see on a device of your own, in front of you. Nobody who asks you for one, or
                sends you one, has a good reason.</p>
                """, status: problem == nil ? .ok : .badRequest)
    }

    /// Asks whether the application may have what it asks for.
    static func deviceQuestion(
        _ action: String, application: String, scopes: [String], code: UserCode
    ) -> ProtocolPage {
        let items = scopes.map { "<li><code>\(escaped($0))</code></li>" }.joined()
        return ProtocolPage(
            title: "Sign in to \(escaped(application))?",
            body: """
                <p>The device with the code <strong>\(code)</strong> wants to use
                <strong>\(escaped(application))</strong> as you, for:</p><ul>\(items)</ul>
                <form method="post" action="\(escaped(action))"><input type="hidden" name="code" value="\(code)">
                <button name="answer" value="allow">Allow</button>
                <button name="answer" value="deny" autofocus>Do not allow</button></form>
                """, status: .ok)
    }

    /// Says what became of the answer.
    static func deviceDone(_ isAllowed: Bool) -> ProtocolPage {
        ProtocolPage(
            title: isAllowed ? "The device is signed in" : "The device is not signed in",
            body: "<p>You can close this page\(isAllowed ? " and go on on the device" : "").</p>", status: .ok)
    }
}
