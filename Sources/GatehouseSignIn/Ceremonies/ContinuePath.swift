import GatehouseService

/// Where a browser goes after signing in: a path of this server, and of those only the ones that need a person.
struct ContinuePath: Hashable {
    static let me = ContinuePath(trusted: "/me")
    private static let longest = 8192

    let text: String

    private init(trusted: String) { text = trusted }

    /// Takes `/me`, what is below it, and the authorisation endpoint of the tenant; refuses everything else, so that no
    /// link to this server leads to another.
    init(_ text: String?, of tenant: Tenant) throws {
        guard let text, !text.isEmpty else {
            self = .me
            return
        }
        let path = text.prefix { $0 != "?" && $0 != "#" }
        let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }
        let isOurs =
            path == "/me" || path.hasPrefix("/me/")
            || ["\(tenant.id)", tenant.name].contains { path.hasPrefix("/\($0)/oauth2/") }
        guard text.utf8.count <= Self.longest, isPlain, isOurs, !path.contains("//"), !path.contains("..") else {
            throw ServiceError(
                .invalid, "the page that should come after signing in is not one of this server",
                hint: "go back to where you came from and try again")
        }
        self.text = text
    }
}
