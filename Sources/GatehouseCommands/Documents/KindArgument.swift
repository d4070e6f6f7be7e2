import ArgumentParser
import GatehouseDocuments

/// A kind of document by its name, plural or short form.
struct KindArgument: ExpressibleByArgument, Sendable {
    let kind: DocumentKind

    init?(argument: String) {
        guard let kind = DocumentKind(word: argument) else { return nil }
        self.kind = kind
    }

    static var allValueStrings: [String] { DocumentKind.allCases.map(\.rawValue) }

    static let help = ArgumentHelp(
        "CompliancePolicy, AccessPolicy, Application, EnforcementPoint, DeviceGroup, AssignmentFilter, NamedLocation, TenantSettings, or a short form as cp, ap, app.",
        valueName: "kind")
}
