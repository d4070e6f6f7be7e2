import Foundation
import GatehouseModel
import GatehouseWire
import Testing

extension EndToEnd {
    /// The example policies against what the agent really finds on this machine.
    @Suite struct ExamplePolicyTests {
        @Test(arguments: [("linux-workstation", 17), ("linux-server", 20)])
        func `every requirement of an example can be judged on a real machine`(
            policy: String, requirements: Int
        ) async throws {
            let server = try await RunningServer()
            try await server.admin("apply", "-f", "\(Program.repository)/examples/linux")
            let code = try await server.admin("enrolment-code", "create", "--group", "\(policy)s")
            let agent = try TestAgent("real")
            let enrolled = try await agent.enrol(
                at: server, code: code.trimmingCharacters(in: .whitespacesAndNewlines))
            try #require(enrolled.status == 0, "\(enrolled.errors)")
            let running = try agent.run()
            try await server.awaitPolls(of: running)
            try await wait("the device should be judged") {
                try await !server.detail(of: "real").statuses.isEmpty
            }

            let detail = try await server.detail(of: "real")
            let statuses = detail.statuses
            #expect(statuses.count == requirements)
            #expect(Set(statuses.map(\.policy)) == [policy])
            for status in statuses {
                #expect(status.result != .error, "\(status.requirement): \(status.found)")
                #expect(status.found != "not reported yet", "nobody collects what \(status.requirement) looks at")
                // What a container cannot tell is said by its collector, with a reason.
                if status.result == .unknown { #expect(!status.found.isEmpty) }
            }
            let known = statuses.filter { $0.result != .unknown }
            #expect(known.count * 2 > statuses.count, "most can be told anywhere: \(known.map(\.requirement))")
            let explained = try await server.admin("explain", "real", "--at", "-1m")
            #expect(explained.contains("not recorded: the device was enrolled only at"))
            #expect(try await server.admin("device", "history", "real", "-o", "wide").contains(policy))
        }
    }
}
