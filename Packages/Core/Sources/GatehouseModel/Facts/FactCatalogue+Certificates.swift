extension FactCatalogue {
    static let certificates: [FactDefinition] = [
        .init(
            "certificates.trusted",
            .table([
                "subject": .text, "issuer": .text, "notAfter": .instant, "sha256": .text, "addedLocally": .boolean,
            ]),
            "certificate authorities that the system's programs trust", source: "/etc/ssl/certs, /etc/pki/ca-trust",
            privacy: .inventory),
        .init(
            "certificates.trustedCount", .integer, "number of trusted certificate authorities",
            source: "/etc/ssl/certs, /etc/pki/ca-trust"),
        .init(
            "certificates.addedLocally", .list(.text),
            "subjects of those that the distribution's package does not bring",
            source: "/usr/local/share/ca-certificates, /usr/share/ca-certificates, /etc/pki/ca-trust/source"),
        .init(
            "certificates.expiredCount", .integer, "number of trusted certificate authorities that have run out",
            source: "/etc/ssl/certs, /etc/pki/ca-trust"),
    ]
}
