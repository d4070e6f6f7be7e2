import GatehouseModel
import GatehouseOpenID
import Hummingbird

extension ProtocolPage {
    /// Asks whether the person wants to be signed out.
    static func logoutQuestion(
        _ action: String, person: String, application: String?, _ fields: [FormParameters.Field]
    ) -> ProtocolPage {
        let inputs = fields.map { field in
            "<input type=\"hidden\" name=\"\(escaped(field.name))\" value=\"\(escaped(field.value))\">"
        }.joined()
        let asked = application.map { " <strong>\(escaped($0))</strong> is said to ask for it." } ?? ""
        return ProtocolPage(
            title: "Sign out?",
            body: """
                <p>You are signed in as <strong>\(escaped(person))</strong>.\(asked)</p>
                <p>Signing out ends your session in this browser, and what applications were given by it.</p>
                <form method="post" action="\(escaped(action))">\(inputs)
                <button name="answer" value="end" autofocus>Sign out</button>
                <button name="answer" value="keep">Stay signed in</button></form>
                """, status: .ok)
    }

    /// Says that the session is over, and what may not be.
    static let logoutDone = ProtocolPage(
        title: "You are signed out",
        body: """
            <p>Your session in this browser is over, and what applications were given by it counts no more.</p>
            <p>An application may still show what it knew. Sign out there too, or close the browser.</p>
            """, status: .ok)

    /// Says that nothing ended.
    static let logoutKept = ProtocolPage(
        title: "You are still signed in", body: "<p>Nothing has changed. You can close this page.</p>", status: .ok)

    /// Says why nothing ended.
    static func logoutRefused(_ message: String, request: GatehouseModel.RequestID) -> ProtocolPage {
        ProtocolPage(
            title: "You were not signed out",
            body: """
                <p>The request cannot be followed: \(escaped(message)).</p>
                <p>You can sign out at <a href="/me">your own page</a>. If this page comes again, show it to whoever looks
                after the application that sent you here.</p><p>Request <code>\(request)</code></p>
                """, status: .badRequest)
    }
}
