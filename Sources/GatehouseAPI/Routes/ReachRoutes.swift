import GatehouseDocuments
import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire

/// Which policy reaches which device, and why.
enum ReachRoutes {
    static func routes(_ reach: ReachService) -> [Route] {
        [
            .read(
                APIRoute.devicePolicies, Permission(.device, .read),
                "Every compliance and access policy: whether it reaches the device, and what decided that"
            ) { call in
                try call.allowQuery([])
                let found = try await reach.policies(
                    call.caller.tenant, of: try call.identifier("id", of: "device"))
                return ListPage(items: found.map(DevicePolicyItem.init))
            },
            .read(
                APIRoute.documentDevices, Permission(.device, .read),
                "The devices that a policy reaches, that are in a group, or for which a filter holds",
                query: [
                    QueryParameter("limit", "1 to 1000", example: "100"),
                    QueryParameter("cursor", "`next` of the page before", example: "\(DeviceSummary.example.id)"),
                ]
            ) { call in
                try call.allowQuery(["limit", "cursor"])
                return ReachedDevicesPage(
                    try await reach.devices(
                        call.caller.tenant, kind: try call.kind(), name: try call.parameter("name"),
                        limit: try call.limit(default: 100), cursor: try call.query("cursor")))
            },
        ]
    }
}

extension DevicePolicyItem {
    fileprivate init(_ policy: ReachingPolicy) {
        self.init(
            kind: policy.kind.rawValue, policy: policy.name,
            state: policy.state.flatMap { State(rawValue: $0.rawValue) },
            reach: policy.reach.application, decidedBy: policy.reach.decidedBy?.rawValue, name: policy.reach.name,
            detail: policy.reach.detail)
    }
}

extension ReachedDevicesPage {
    fileprivate init(_ found: ReachedDevices) {
        self.init(
            reached: found.count?.reached, uncertain: found.count?.uncertain,
            items: found.page.elements.map(ReachedDeviceItem.init), next: found.page.next)
    }
}

extension ReachedDeviceItem {
    fileprivate init(_ found: ReachedDevice) {
        self.init(
            device: DeviceSummary(found.listing), reach: found.reach.application,
            decidedBy: found.reach.decidedBy?.rawValue, name: found.reach.name, detail: found.reach.detail)
    }
}
