import GatehouseKeys
import GatehouseModel
import GatehouseWire

/// This device's identity with its key, as one file: it is replaced whole or not at all.
struct DeviceIdentity: Hashable, Sendable {
    var tenant: TenantID
    var device: DeviceID
    /// `https://host:port` where it enrolled.
    var server: String
    /// `https://host:port` of the device channel.
    var deviceChannel: String
    /// Digest of the hardware that it enrolled on.
    var hardware: String
    /// PEM, leaf first.
    var certificateChain: String
    /// Where the certificate's key is.
    var key: DeviceKeyPlace

    func certificate() throws(KeyError) -> PeerCertificate { try PeerCertificate(pemChain: certificateChain) }
}

extension DeviceIdentity {
    /// Reads what ``json`` writes; `nil` for anything else.
    init?(json: JSON) {
        func text(_ name: String) -> String? {
            if case .string(let text)? = json[name] { text } else { nil }
        }
        guard let tenant = text("tenant").flatMap({ TenantID($0) }),
            let device = text("device").flatMap({ DeviceID($0) }),
            let server = text("server"), let deviceChannel = text("deviceChannel"), let hardware = text("hardware"),
            let chain = text("certificateChain"), let key = json["key"].flatMap(DeviceKeyPlace.init(json:))
        else { return nil }
        self.init(
            tenant: tenant, device: device, server: server, deviceChannel: deviceChannel, hardware: hardware,
            certificateChain: chain, key: key)
    }

    var json: JSON {
        .object([
            .init("tenant", .string(tenant.description)), .init("device", .string(device.description)),
            .init("server", .string(server)), .init("deviceChannel", .string(deviceChannel)),
            .init("hardware", .string(hardware)), .init("certificateChain", .string(certificateChain)),
            .init("key", key.json),
        ])
    }
}
