import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Glibc
import Testing

extension EndToEnd {
    @Suite struct DurabilityTests {
        /// `kill -9` cannot show this: what the kernel holds survives it, and a power cut does not ask.
        @Test func `the log is on the disk before a changed check-in is answered`() async throws {
            let server = try await RunningServer()
            let device = try await TestDevice.enrol(name: "traced", at: server)
            let (calls, clientPort) = try await device.connected { connection in
                #expect(try await device.held(over: connection) == "")
                let trace = try await SystemCallTrace.attached(
                    to: server,
                    calls: ["fdatasync", "read", "recvfrom", "recvmsg", "write", "writev", "sendto", "sendmsg"])
                var device = device
                let answer = try await device.report(["software.packageCount": .known(.integer(1))], over: connection)
                #expect(answer?.status == 200)
                // The trace has the end of a call only once the next is asked for.
                _ = try await device.held(over: connection)
                return (try await trace.end(), connection.localPort)
            }
            let peer = "->127.0.0.1:\(clientPort)]"
            let asked = try #require(
                calls.firstIndex { ["read", "recvfrom", "recvmsg"].contains($0.name) && $0.file.contains(peer) },
                "the request was not seen")
            let answered = try #require(
                calls.firstIndex { $0.isOutput && $0.file.contains(peer) }, "the answer was not seen")
            let durable = calls.indices.filter {
                calls[$0].name == "fdatasync" && calls[$0].file.hasSuffix("gatehouse.sqlite-wal")
            }
            #expect(asked < answered)
            #expect(
                durable.contains { calls[$0].began > calls[asked].ended && calls[$0].ended < calls[answered].began },
                "no fdatasync of the log between the request and its answer")
        }
    }
}
