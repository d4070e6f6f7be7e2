import Foundation
import GatehousePolicy
import Testing

@testable import GatehouseDocuments

struct ExamplePoliciesTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("examples/policies")

    private func documents(in name: String = "policies") throws -> [Document] {
        let folder = Self.folder.deletingLastPathComponent().appendingPathComponent(name)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        return try files.sorted().flatMap { file in
            let data = try Data(contentsOf: folder.appendingPathComponent(file))
            return try DocumentReader.read(Array(data), file: file).get().map(\.document)
        }
    }

    @Test func `every example is read`() throws {
        let names = try documents().map { "\($0.kind.rawValue)/\($0.name)" }.sorted()
        #expect(
            names == [
                "AccessPolicy/intranet-needs-compliant-device", "AccessPolicy/would-need-attested-identity",
                "Application/intranet", "AssignmentFilter/corporate", "CompliancePolicy/linux-baseline",
                "CompliancePolicy/linux-next", "DeviceGroup/laptops", "DeviceGroup/pilot", "EnforcementPoint/default",
                "TenantSettings/tenant",
            ])
    }

    @Test func `the example settings are those of a fresh tenant`() throws {
        #expect(try documents().contains(.tenantSettings(TenantSettings())))
    }

    @Test func `every requirement of the baseline says how to mend it`() throws {
        let policies = try documents().compactMap { if case .compliancePolicy(let policy) = $0 { policy } else { nil } }
        let requirements = policies.flatMap(\.requirements)
        #expect(requirements.count >= 10)
        #expect(requirements.allSatisfy { $0.remediation.count > 20 })
        #expect(Set(requirements.map(\.name)).count == requirements.count)
    }

    @Test func `workstation and server have as many requirements as their page says, each with how to mend it`() throws
    {
        let policies = try documents(in: "linux").compactMap {
            if case .compliancePolicy(let policy) = $0 { policy } else { nil }
        }
        #expect(policies.map(\.name) == ["linux-server", "linux-workstation"])
        #expect(policies.map(\.requirements.count) == [20, 17])
        for requirement in policies.flatMap(\.requirements) { #expect(requirement.remediation.count > 20) }
        #expect(policies.map(\.grace) == [.seconds(7 * 86_400), .seconds(3 * 86_400)])
    }
}
