import GatehouseService
import NIOCore
import Synchronization

/// What is known of clients besides their requests, by their open connections: the address that a balancer named, and the
/// certificate that they showed.
///
/// A request's context is made from its channel alone, to which neither can be added; so this is kept beside the
/// channels, for as long as each is open.
enum Clients {
    private struct Client {
        var address: String?
        var certificate: PresentedCertificate?
    }

    private static let known = Mutex<[ObjectIdentifier: Client]>([:])

    static func note(_ address: String, of channel: any Channel) { note(channel) { $0.address = address } }

    static func note(_ certificate: PresentedCertificate, of channel: any Channel) {
        note(channel) { $0.certificate = certificate }
    }

    private static func note(_ channel: any Channel, _ change: (inout Client) -> Void) {
        let id = ObjectIdentifier(channel)
        let isNew = known.withLock { known in
            let isNew = known[id] == nil
            change(&known[id, default: Client()])
            return isNew
        }
        guard isNew else { return }
        channel.closeFuture.whenComplete { _ in known.withLock { _ = $0.removeValue(forKey: id) } }
    }

    /// Where a request came from, as a balancer said, else as the connection has it; and what its client showed.
    ///
    /// A request over HTTP/2 has a channel of its own, whose parent is the connection.
    static func client(of channel: any Channel) -> (address: String?, certificate: PresentedCertificate?) {
        let client = known.withLock { known in
            known[ObjectIdentifier(channel)] ?? channel.parent.flatMap { known[ObjectIdentifier($0)] }
        }
        return (client?.address ?? channel.remoteAddress?.ipAddress, client?.certificate)
    }
}
