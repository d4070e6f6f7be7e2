import GatehouseService

/// How a tenant's pages look.
struct Branding {
    /// Has a contrast of at least 7 to 1 with white.
    static let usualColour = "#0b4f8a"

    let name: String
    let letter: String
    let style: String

    init(_ tenant: Tenant?) {
        name = tenant?.name ?? "Gatehouse"
        letter = name.prefix(1).uppercased()
        style = "/assets/sign-in.css"
    }

    var forTemplates: [String: String] { ["name": name, "letter": letter, "style": style] }
}
