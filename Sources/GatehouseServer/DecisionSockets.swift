import GatehouseDocuments
import GatehouseGateway
import GatehouseModel
import GatehouseService
import Logging

/// Keeps one listening socket for each enforcement point that asks by socket.
actor DecisionSockets {
    private let listener: GatewayListener
    private let folder: DataFolder
    private let owner: TenantID
    private let logger: Logger
    private var open: [String: EnforcementPointName] = [:]

    /// Only the `owner` of the server has a say in where on its machine a socket is.
    init(listener: GatewayListener, folder: DataFolder, owner: TenantID, logger: Logger) {
        self.owner = owner
        self.listener = listener
        self.folder = folder
        self.logger = logger
    }

    /// Where each point asks; a path that two of them name, which applying refuses, stays closed for both.
    private func paths(of points: [EnforcementPoint], _ tenant: TenantID) -> [String: EnforcementPointName] {
        let byPath = Dictionary(grouping: points.filter { $0.transport == .socket }) { point in
            tenant == owner
                ? point.socket ?? folder.decisionSocket(of: point.name)
                : folder.decisionSocket(of: point.name, in: tenant)
        }
        for (path, points) in byPath where points.count > 1 {
            logger.error(
                "enforcement points share a socket, which stays closed",
                metadata: [
                    "socket": "\(path)", "enforcementPoints": "\(points.map(\.name).sorted().joined(separator: ", "))",
                ])
        }
        return byPath.compactMapValues { points in
            points.count == 1 ? points.first.map { EnforcementPointName(tenant: tenant, name: $0.name) } : nil
        }
    }

    /// Opens what is missing and closes what has no enforcement point any more.
    func match(_ points: [EnforcementPoint], of tenant: TenantID) async {
        let wanted = paths(of: points, tenant)
        if tenant != owner, !wanted.isEmpty { folder.makeTenantSockets() }
        for (path, name) in open where name.tenant == tenant && wanted[path] != name {
            await listener.close(socket: path)
            open[path] = nil
        }
        for (path, name) in wanted where open[path] == nil {
            do {
                try await listener.open(socket: path, for: name)
                open[path] = name
            } catch {
                logger.error(
                    "the socket of an enforcement point cannot be opened",
                    metadata: ["enforcementPoint": "\(name.name)", "socket": "\(path)", "error": "\(error)"])
            }
        }
    }
}
