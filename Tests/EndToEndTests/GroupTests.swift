import GatehouseModel
import GatehouseWire
import Testing

extension EndToEnd {
    @Suite struct GroupTests {
        private func group(_ rule: String) -> String {
            """
            apiVersion: gatehouse/v1
            kind: DeviceGroup
            metadata: {name: debians}
            spec: {rule: '\(rule)'}
            ---
            apiVersion: gatehouse/v1
            kind: CompliancePolicy
            metadata: {name: of-debians}
            spec:
              groups: {include: [debians]}
              requirements: [{name: it is Linux, fact: os.kernel.release, atLeast: 2}]
            """
        }

        @Test func `a machine is in the group that its rule says, and its policy follows when the rule changes`()
            async throws
        {
            let server = try await RunningServer()
            try await server.apply(group(#"device.operatingSystem -contains "Debian""#))
            let agent = try TestAgent("laptop")
            try await agent.enrol(at: server)
            let running = try agent.run()
            try await server.awaitPolls(of: running)
            let detail = try await server.detail(of: "laptop")
            #expect(detail.device.groups == ["debians"])
            #expect(detail.verdict?.state == .compliant)
            let why = try await server.admin("device", "policies", "laptop")
            #expect(why.contains("the device is in the included group `debians`"))
            #expect(try await server.admin("describe", "cp", "of-debians").contains("reaches 1 device\n"))

            try await server.apply(group(#"device.operatingSystem -contains "Plan 9""#))
            try await wait("the device should have left the group and its policy") {
                let detail = try await server.detail(of: "laptop")
                return detail.device.groups.isEmpty && detail.verdict?.state == .noncompliant
            }
            #expect(try await server.admin("describe", "cp", "of-debians").contains("reaches 0 devices\n"))
        }
    }
}
