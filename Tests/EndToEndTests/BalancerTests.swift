import Foundation
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import NIOSSL
import Testing

extension EndToEnd {
    @Suite struct BalancerTests {
        @Test func `nginx passes devices and people through with their addresses, and past a node that is gone`()
            async throws
        {
            let cluster = try await RunningCluster(behind: .nginx)
            var device = try await cluster.enrol("laptop")
            try await device.report(["os.hostname": .known(.text("before"))])
            try await cluster.expectClientsToBeNamed()

            try await cluster.nodes[0].kill()
            let tls = try ClientTLS.context(roots: try cluster.nodes[1].rootsPEM)
            for number in 1...cluster.nodes.count {
                let answer = try await RawConnection.with(port: cluster.ports.people, tls: tls) {
                    await $0.ask("GET", "/readyz")
                }
                #expect(answer?.status == 200, "connection \(number)")
                try await device.report(["os.hostname": .known(.text("after-\(number)"))])
            }
            #expect(try await cluster.nodes[1].devices().map(\.name) == ["laptop"])
            try await cluster.stop()
        }
    }
}

extension RunningCluster {
    /// A client with an address of its own is known by that one: in the audit log, to whoever approves it, and in the
    /// log of the node that it came to.
    func expectClientsToBeNamed() async throws {
        let client = "127.0.0.3"
        let code = try await nodes[0].admin("enrolment-code", "create", "--requires-approval")
        let request = try TestDevice.request(
            name: "elsewhere", code: code.trimmingCharacters(in: .whitespacesAndNewlines))
        let file = folder.file("enrolment.json")
        try Data(request.bytes).write(to: URL(filePath: file))
        let curl = [
            "curl", "--silent", "--show-error", "--ipv4", "--interface", client, "--cacert", nodes[0].roots, "--header",
            "Content-Type: application/json", "--header", "Authorization: Bearer nobody",
        ]
        let place = "https://localhost:\(ports.people)"
        let asked = try await Program.run(curl + ["--data-binary", "@\(file)", "\(place)\(AgentRoute.enrol)"])
        #expect(asked.status == 0, "\(asked.errors)")
        let waiting = try await nodes[0].admin("enrolment", "list", "-o", "json")
        #expect(try JSONDecoder().decode([EnrolmentItem].self, from: Data(waiting.utf8)).map(\.address) == [client])
        let details = try await database.ask(
            "SELECT detail FROM audit WHERE action = 'enrolment.request'", in: databaseName)
        #expect(details.hasSuffix("from \(client)"), "\(details)")

        let refused = try await Program.run(curl + ["--write-out", "%{http_code}", "\(place)\(APIRoute.devices)"])
        #expect(refused.output.hasSuffix("401"), "\(refused.output) \(refused.errors)")
        try await wait("a node should log who was refused") {
            try nodes.contains { node in
                try node.process.complaints.split(separator: "\n").contains {
                    $0.contains("status=401") && $0.contains("client=\(client)")
                }
            }
        }
    }
}
