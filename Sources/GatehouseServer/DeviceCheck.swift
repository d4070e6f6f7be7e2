import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire
import Hummingbird

/// Tells whoever opens it which device their browser proves, and why it proves none.
enum DeviceCheck {
    static let path = "/device-check"

    static func route(_ browsers: BrowserDeviceService) -> Route {
        .open(
            .get, path, reason: "it tells about the certificate of the connection alone",
            "Which device the browser proves", traffic: .reading
        ) { call in
            let standing: BrowserStanding =
                if let certificate = call.peerCertificate {
                    if let tenant = browsers.tenant(namedBy: certificate) {
                        try await browsers.standing(of: certificate, tenant)
                    } else {
                        .refused(.foreign)
                    }
                } else {
                    .noCertificate
                }
            let text = String(decoding: json(of: standing).serialised(), as: UTF8.self)
            return Response(text: text + "\n", mediaType: "application/json")
        }
    }

    /// `{"device": null, "reason": …}`, or the device with what it is believed by.
    static func json(of standing: BrowserStanding) -> JSON {
        guard case .proven(let found) = standing else {
            return .object([.init("device", .null), .init("reason", .string(reason(standing)))])
        }
        return .object([
            .init(
                "device",
                .object([
                    .init("id", .string(found.device.id.description)), .init("name", .string(found.device.name)),
                ])), .init("account", .string(found.account)),
            .init("assurance", .string(found.assurance.rawValue)),
            .init("notAfter", .string(found.notAfter.description)),
        ])
    }

    private static func reason(_ standing: BrowserStanding) -> String {
        switch standing {
        case .noCertificate: "the browser showed no certificate"
        case .proven: ""
        case .refused(.foreign): "the certificate is not one that a device's browsers have here"
        case .refused(.retired): "the key that issued the certificate was retired"
        case .refused(.unknown): "the certificate is not known here"
        case .refused(.revoked): "the certificate was revoked, or its device is no longer enrolled"
        case .refused(.expired): "the certificate has expired"
        case .refused(.suspended): "the organisation is suspended on this server"
        }
    }
}
