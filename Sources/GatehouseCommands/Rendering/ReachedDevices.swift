import GatehouseClient
import GatehouseDocuments
import GatehouseModel
import GatehouseWire

/// The devices that a document is about, for people.
enum ReachedDevices {
    /// How many are shown beside the document itself.
    private static let few = 10

    static func table(_ items: [ReachedDeviceItem], isWide: Bool, indent: String = "") -> Table {
        var table = Table(["DEVICE", "REACHED", "COMPLIANCE", "WHY"] + (isWide ? ["ID"] : []), indent: indent)
        for item in items {
            table.add([
                .init(item.device.name), .init(item.reach), .init(item.device.complianceState), .init(item.detail),
                .init(item.device.id.description),
            ])
        }
        return table
    }

    /// How many devices the document is about, and the first of them; nothing for a kind that is about none.
    static func print(_ kind: DocumentKind, _ name: String, _ api: APIClient, _ console: Console) async throws {
        guard kind.isAboutDevices else { return }
        let page: ReachedDevicesPage = try await api.get(
            APIRoute.fill(APIRoute.documentDevices, kind.rawValue, name),
            query: [APIRequest.QueryItem("limit", String(few))])
        console.print("")
        let reached = page.reached ?? page.items.count
        let uncertain = page.uncertain ?? 0
        let (verb, infinitive) = kind.words
        console.print(
            "\(verb) \(reached) \(reached == 1 ? "device" : "devices")"
                + (uncertain == 0 ? "" : ", and may \(infinitive) \(uncertain)"))
        guard !page.items.isEmpty else { return }
        console.print(table(page.items, isWide: false, indent: "  "))
        guard page.next != nil else { return }
        console.print("  and more: gatehouse get \(kind.rawValue) \(name) --devices")
    }
}

extension DocumentKind {
    /// What a document of this kind does with a device.
    fileprivate var words: (verb: String, infinitive: String) {
        switch self {
        case .deviceGroup: ("has", "have")
        case .assignmentFilter: ("holds for", "hold for")
        default: ("reaches", "reach")
        }
    }

    /// Whether the server can say which devices a document of this kind is about.
    var isAboutDevices: Bool {
        switch self {
        case .compliancePolicy, .accessPolicy, .deviceGroup, .assignmentFilter: true
        case .complianceScript, .application, .enforcementPoint, .identityProvider, .namedLocation,
            .notificationChannel, .notificationTemplate, .tenantSettings:
            false
        }
    }
}
