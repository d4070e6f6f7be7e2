import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct RevokeToken: ClientCommand {
    static let configuration = CommandConfiguration(commandName: "revoke", abstract: "End a token at once.")

    @Argument(help: "Id of the token, or the name of a live one.") var token: String
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let id = try await resolve(api)
        try await api.delete(APIRoute.fill(APIRoute.token, id.description))
        console.print("token \(token) revoked")
    }

    private func resolve(_ api: APIClient) async throws -> TokenID {
        if let id = TokenID(token) { return id }
        let page: ListPage<TokenItem> = try await api.get(APIRoute.tokens)
        guard let found = page.items.last(where: { $0.name == token && $0.revokedAt == nil }) else {
            throw CommandFailure(.notFound, "there is no live token `\(token)`", hint: "see `gatehouse token list`")
        }
        return found.id
    }
}
