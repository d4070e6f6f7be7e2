import GatehouseDocuments
import GatehouseModel
import GatehousePolicy

extension DocumentService {
    /// Members that are nobody, and names that do not say who is meant.
    static func memberWarnings(about given: [Document], in work: any StoreReading) throws -> [String] {
        try given.flatMap { document -> [String] in
            guard case .deviceGroup(let group) = document else { return [] }
            return try group.members.compactMap { member in
                let count: Int
                if let id = DeviceID(member) {
                    count = try work.device(id) == nil ? 0 : 1
                } else {
                    count = try work.devices(named: member).filter { $0.device.lifecycle == .enrolled }.count
                }
                let words = "DeviceGroup `\(group.name)` names the member `\(member)`"
                if count == 1 { return nil }
                return count == 0
                    ? "\(words): there is no such device yet"
                    : "\(words), as \(count) devices are called: none of them counts as known to be in it; use ids"
            }
        }
    }

    /// Refuses while an enrolment code that still lets machines in would put them into the group.
    static func requireNoCode(names group: String, in work: any StoreReading, at now: Instant) throws {
        let codes = try work.enrolmentCodes().filter { code in
            code.profile.groups.contains(group) && code.revokedAt == nil && code.expiresAt > now
                && code.usesMade < code.usesAllowed
        }
        guard codes.isEmpty else {
            let ids = codes.map { "`\($0.id)`" }.sorted().joined(separator: ", ")
            throw ServiceError(
                .conflict,
                "DeviceGroup `\(group)` is still given by the enrolment \(codes.count == 1 ? "code" : "codes") \(ids)",
                hint: "revoke those first: gatehouse enrolment-code revoke ID")
        }
        let waiting = try work.registeredHardware(joining: group)
        guard waiting == 0 else {
            throw ServiceError(
                .conflict, "DeviceGroup `\(group)` is still given by \(waiting) registrations of hardware",
                hint: "import those again without it, or delete them: gatehouse hardware list -o wide")
        }
    }
}
