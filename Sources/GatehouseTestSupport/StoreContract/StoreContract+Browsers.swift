import GatehouseModel
import GatehouseService

extension StoreContract {
    static let browserCertificates: [Case] = [
        Case("a browser's certificate is found by its serial, its device and its request, and by no other tenant") {
            store in
            let certificate = BrowserCertificate.numbered(1, of: .numbered(1))
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                try unit.save(certificate)
                try require(unit.browserCertificate(certificate.serial), equals: certificate)
                try require(unit.browserCertificates(of: .numbered(1)), equals: [certificate])
                try require(
                    unit.browserCertificate(answering: certificate.request, of: .numbered(1)), equals: certificate)
                try require(unit.browserCertificate(answering: certificate.request, of: .numbered(2)), equals: nil)
            }
            try await store.read(Tenant.other.id) { unit in
                try require(unit.browserCertificate(certificate.serial), equals: nil)
                try require(unit.browserCertificates(of: .numbered(1)), equals: [])
            }
        },
        Case("revoking a device's certificates revokes those of its browsers, and of no other device's") { store in
            try await store.write(Tenant.test.id) { unit in
                for number in 1...2 {
                    try unit.save(DeviceRecord.numbered(number))
                    try unit.save(BrowserCertificate.numbered(number, of: .numbered(number)))
                }
                try require(unit.revokeCertificates(of: .numbered(1), at: .start, reason: "test"), equals: 0)
                try require(unit.browserCertificates(of: .numbered(1)).map(\.revokedAt), equals: [.start])
                try require(unit.browserCertificates(of: .numbered(2)).map(\.revokedAt), equals: [nil])
            }
        },
        Case("certificates of browsers that ended are forgotten when asked, and all with their device") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                var ended = BrowserCertificate.numbered(1, of: .numbered(1))
                ended.notAfter = .start - .seconds(1)
                let live = BrowserCertificate.numbered(2, of: .numbered(1))
                try unit.save(ended)
                try unit.save(live)
                try unit.removeBrowserCertificates(of: .numbered(1), endedBefore: .start)
                try require(unit.browserCertificates(of: .numbered(1)), equals: [live])
                try unit.deleteDevice(.numbered(1))
                try require(unit.browserCertificate(live.serial), equals: nil)
            }
        },
    ]
}

extension BrowserCertificate {
    /// A certificate of an account of the device, issued at ``GatehouseModel/Instant/start`` for a day.
    static func numbered(_ number: Int, of device: DeviceID) -> Self {
        Self(
            serial: "b\(number)", device: device, account: "anna", accountNumber: 1000, request: .numbered(number),
            issuedAt: .start, notAfter: .start + .seconds(86_400), chain: "chain \(number)")
    }
}
