import GatehouseModel

extension SignInService {
    /// The tenant of this id or name, if it is served.
    public func tenant(_ reference: String) async throws -> Tenant {
        let found = try await store.tenants().first { $0.name == reference || "\($0.id)" == reference }
        guard let found, found.state != .deleting else {
            throw ServiceError(.notFound, "there is no organisation `\(reference)` here")
        }
        guard found.state == .active else { throw ServiceError(suspended: found) }
        return found
    }

    /// The tenant that owns the server: whoever comes without saying where from is of it.
    public func owner() async throws -> Tenant {
        guard let owner = try await store.tenants().first(where: \.ownsServer) else {
            throw ServiceError(.notFound, "there is no organisation here")
        }
        return owner
    }
}
