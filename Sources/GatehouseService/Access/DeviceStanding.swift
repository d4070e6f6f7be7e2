import GatehouseModel

/// A device as a request would show it now.
struct DeviceStanding: Sendable {
    var record: DeviceRecord
    /// `nil` until the device was judged.
    var verdict: Verdict?
    var hasLiveCertificate: Bool

    init(_ record: DeviceRecord, in work: any StoreReading, at now: Instant) throws {
        self.record = record
        verdict = try work.verdict(of: record.device.id)
        hasLiveCertificate = try work.certificates(of: record.device.id).contains { $0.isLive(at: now) }
    }

    /// Why nothing that the device presents would be taken, whatever the policies say.
    var refusal: String? {
        if record.device.lifecycle != .enrolled { return "the identity of this device was revoked" }
        return hasLiveCertificate ? nil : "the device has no certificate that is still good"
    }

    /// What a request by the device looks like.
    func signals(
        for application: String, address: Input<IPAddress>, clientApplication: Input<ClientApplicationType>,
        verdict: Verdict?
    ) -> Signals {
        Signals(
            application: application, platform: .known(record.device.platform), address: address,
            clientApplication: clientApplication,
            device: .known(DeviceSignal(device: record.device, identityAssurance: record.identityAssurance)),
            verdict: verdict.map { .known($0) } ?? .unavailable)
    }
}
