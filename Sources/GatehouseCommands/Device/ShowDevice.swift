import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ShowDevice: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a device with its compliance, certificates and actions.")

    @Argument(help: DeviceReference.help) var device: DeviceReference
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let id = try await device.resolve(api)
        let detail: DeviceDetail = try await api.get(APIRoute.fill(APIRoute.device, id.description))
        try console.show(detail, output.output) { console in
            console.print(Self.properties(detail).text())
            console.print("")
            ComplianceReport(verdict: detail.verdict, statuses: detail.statuses).print(console)
            Self.printCertificates(detail.certificates, console)
            Self.printActions(detail.actions, console)
        }
    }

    private static func properties(_ detail: DeviceDetail) -> Properties {
        let device = detail.device
        return Properties([
            ("name", device.name), ("id", device.id.description), ("platform", device.platform.rawValue),
            ("system", "\(device.operatingSystem) \(device.operatingSystemVersion)"),
            ("hardware", "\(device.manufacturer) \(device.model)"), ("serial", device.serialNumber),
            ("ownership", device.ownership.rawValue), ("trust type", device.trustType.word),
            ("mode", device.management.rawValue),
            ("owner", device.owner ?? ""), ("tags", device.tags.joined(separator: ", ")),
            ("accountable", device.accountability.words), ("groups", device.groups.joined(separator: ", ")),
            ("may be in", device.uncertainGroups.joined(separator: ", ")),
            ("lifecycle", device.lifecycle.rawValue), ("identity", detail.identityAssurance.rawValue),
            ("key", key(detail.attestation)), ("TPM", tpm(detail.attestation)),
            ("last quote", quote(detail.attestation)),
            ("enrolled", device.enrolledAt.description), ("last contact", device.lastContact.description),
        ])
    }

    private static func key(_ attestation: AttestationItem?) -> String {
        attestation == nil ? "in a file" : "in the TPM"
    }

    /// What the TPM counts as, and what would make it count as more.
    private static func tpm(_ attestation: AttestationItem?) -> String {
        guard let attestation else { return "" }
        let words = [attestation.trust.rawValue, attestation.maker ?? "", "firmware \(attestation.firmwareVersion)"]
        let doubt = attestation.reason.map { " (\($0): \(attestation.hint ?? ""))" } ?? ""
        return words.filter { !$0.isEmpty }.joined(separator: ", ") + doubt
    }

    private static func quote(_ attestation: AttestationItem?) -> String {
        guard let attestation else { return "" }
        let refusal = attestation.refusal.map { ", refused since: \($0)" } ?? ""
        return "\(attestation.lastQuoteAt)\(refusal)"
    }

    private static func printCertificates(_ certificates: [CertificateItem], _ console: Console) {
        guard !certificates.isEmpty else { return }
        console.print("")
        var table = Table(["CERTIFICATE", "FROM", "UNTIL", "REVOKED"])
        for certificate in certificates {
            let revoked = certificate.revokedAt.map { "\($0) \(certificate.revocationReason ?? "")" } ?? ""
            table.add([
                .init(certificate.serial), .init(certificate.notBefore.description),
                .init(certificate.notAfter.description), .init(revoked, .red),
            ])
        }
        console.print(table)
    }

    private static func printActions(_ actions: [ActionItem], _ console: Console) {
        guard !actions.isEmpty else { return }
        console.print("")
        var table = Table(["ACTION", "STATE", "CREATED", "BY", "DETAIL"])
        for action in actions {
            table.add([
                .init(action.kind), .init(action.state), .init(action.createdAt.description), .init(action.createdBy),
                .init(action.detail),
            ])
        }
        console.print(table)
    }
}
