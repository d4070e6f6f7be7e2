public import GatehouseModel

/// Whom the system trusts: its certificate authorities, which of them somebody added, and which have run out.
public struct CertificatesCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "certificates"
    /// The list, its size, and what of it deserves a look.
    public let keys: [FactKey] = [
        "certificates.trusted", "certificates.trustedCount", "certificates.addedLocally", "certificates.expiredCount",
    ]
    /// The stores themselves, and where administrators put their own.
    public let watches = ["/etc/ssl/certs", "/etc/pki/ca-trust/extracted/pem"] + TrustStore.anchors

    /// Keeps nothing between runs.
    public init() {}

    /// Absent on a machine without a store; unavailable when one is there and cannot be read.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        let store: TrustStore
        do {
            store = try TrustStore(machine)
        } catch {
            return unavailable(error.message, in: machine, at: now)
        }
        guard !store.found.isEmpty else {
            let none = "none of \(TrustStore.stores.joined(separator: ", ")) exists"
            return keys.map { machine.fact($0, .absent(none, source: TrustStore.stores[0]), at: now) }
        }
        return observe(store, at: now).map { machine.fact($0, $1, at: now) }
    }

    private func observe(_ store: TrustStore, at now: Instant) -> [(FactKey, Observation)] {
        let source = store.found.joined(separator: ", ")
        let local = store.anchors.filter(\.isLocal)
        let expired = store.anchors.filter { $0.certificate.notAfter < now }
        let evidence =
            "\(store.anchors.count) authorities, \(local.count) added locally"
            + (store.unreadable == 0 ? "" : ", \(store.unreadable) not readable")
        return [
            ("certificates.trusted", .known(.list(store.anchors.map(\.row)), source: source, evidence: evidence)),
            (
                "certificates.trustedCount",
                .known(.integer(Int64(store.anchors.count)), source: source, evidence: evidence)
            ),
            (
                "certificates.addedLocally",
                .known(.list(local.map { .text($0.certificate.subject) }), source: source, evidence: evidence)
            ),
            (
                "certificates.expiredCount",
                .known(
                    .integer(Int64(expired.count)), source: source,
                    evidence: expired.first.map { "\($0.certificate.subject) since \($0.certificate.notAfter)" }
                        ?? "none")
            ),
        ]
    }
}

extension TrustStore.Anchor {
    fileprivate var row: FactValue {
        .record([
            "subject": .text(certificate.subject), "issuer": .text(certificate.issuer),
            "notAfter": .text(certificate.notAfter.description), "sha256": .text(certificate.fingerprint),
            "addedLocally": .boolean(isLocal),
        ])
    }
}
