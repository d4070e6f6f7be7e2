import GatehouseModel
import GatehouseService

extension StoreContract {
    static let complianceScripts: [Case] = [
        Case("a script's versions are kept by digest, newest first, and each change of one is a change of the script") {
            store in
            let start = try await store.newestSequence()
            let waiting = ComplianceScriptVersion.version("disk", "b", at: 2000)
            var approved = ComplianceScriptVersion.version("disk", "a", at: 1000)
            try await store.write(Tenant.test.id) { [approved] unit in
                for version in [approved, waiting, .version("other", "a", at: 3000)] { try unit.save(version) }
            }
            approved.state = .approved
            approved.decidedAt = Instant(milliseconds: 4000)
            approved.decidedBy = "token:second"
            approved.reason = "ticket 42"
            approved.expiresAt = Instant(milliseconds: 9000)
            approved.signature = "00ff"
            try await store.write(Tenant.test.id) { [approved] unit in
                try unit.save(approved)
                try require(unit.complianceScriptVersions(of: "disk"), equals: [waiting, approved])
                try require(unit.complianceScriptVersions(of: nil).map(\.name), equals: ["disk", "disk", "other"])
                try unit.deleteComplianceScriptVersions(of: "disk")
                try unit.deleteComplianceScriptVersions(of: "disk")
                try require(unit.complianceScriptVersions(of: nil).map(\.name), equals: ["other"])
            }
            let changes = try await store.changes(after: start, limit: 100).filter { $0.kind == .script }
            try require(changes.last?.operation, equals: .delete)
            try require(changes.last?.id, equals: "disk")
            try await store.read(Tenant.other.id) { unit in
                try require(unit.complianceScriptVersions(of: nil), equals: [])
            }
        }
    ]
}

extension ComplianceScriptVersion {
    fileprivate static func version(_ name: String, _ digest: String, at milliseconds: Int64) -> Self {
        Self(
            name: name, digest: digest, text: "text", createdAt: Instant(milliseconds: milliseconds),
            createdBy: "token:author")
    }
}
