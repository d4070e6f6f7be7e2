public import GatehouseModel
import GatehouseService
public import Hummingbird
import NIOCore
import Synchronization

/// What belongs to one request: its id, where it came from, and who turned out to make it.
public struct GatehouseRequestContext: RequestContext {
    /// What Hummingbird itself keeps of the request.
    public var coreContext: CoreRequestContextStorage
    /// Random; in the log, in the answer's header and in every problem.
    public let requestID: GatehouseModel.RequestID
    /// The address that the request came from, without its port: as a trusted balancer says, else the connection's.
    public let address: String
    /// What the client showed in its TLS handshake; `nil` where it showed none.
    let certificate: PresentedCertificate?
    private let actorNote = ActorNote()

    /// Makes the context of a new request, with a fresh identifier.
    public init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        requestID = .random()
        let client = Clients.client(of: source.channel)
        address = client.address ?? "local"
        certificate = client.certificate
    }

    /// Who makes the request, for the access log.
    var actor: String? { actorNote.name.withLock { $0 } }

    func note(actor: String) { actorNote.name.withLock { $0 = actor } }

    private final class ActorNote: Sendable {
        let name = Mutex<String?>(nil)
    }
}
