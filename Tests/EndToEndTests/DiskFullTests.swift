import Foundation
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Glibc
import Testing

extension EndToEnd {
    @Suite struct DiskFullTests {
        @Test func `on a full disk check-ins are refused with what is wrong, and go on when there is room again`()
            async throws
        {
            try #require(geteuid() == 0, "this test needs root: it mounts a small filesystem")
            let disk = try SmallDisk(megabytes: 16)
            defer { disk.remove() }
            let server = try await RunningServer(data: disk.path + "/server")
            var device = try await TestDevice.enrol(name: "full", at: server)
            try await device.report(["os.hostname": .known(.text("kept"))])

            try disk.fill()
            let refusal = try await refusedReport(of: &device)
            #expect(refusal.status == 503)
            #expect(refusal.fields["retry-after"] != nil)
            #expect(refusal.text.contains("\"code\":\"storageFull\""), "\(refusal.text)")
            let doctor = try await server.cli("doctor")
            #expect(doctor.status == 1)
            #expect(doctor.output.contains(#/disk .*0 MiB/#), "\(doctor.output)")
            let kept = device.acknowledged
            #expect(try await device.held() == kept, "what was acknowledged is still there, and can be read")

            disk.makeRoom()
            try await wait("the server should take reports again") {
                try await device.connected { connection in
                    let facts: [FactKey: FactState] = ["os.hostname": .known(.text("after"))]
                    return try await device.report(facts, over: connection)?.status == 200
                }
            }
            #expect(try await device.held() == device.sent)
            try await server.kill()
            try await server.start()
            #expect(try await device.held() == device.sent)
            #expect(try await server.admin("audit", "verify").contains("intact"))
            try await server.stop()
        }

        /// Reports until one is refused: the log has room left for some.
        private func refusedReport(of device: inout TestDevice) async throws -> RawAnswer {
            var copy = device
            defer { device = copy }
            return try await copy.connected { connection in
                for count in 1...4000 {
                    let before = copy
                    let facts: [FactKey: FactState] = [
                        "os.hostname": .known(.text(String(repeating: "\(count % 10)", count: 4000)))
                    ]
                    let answer = try #require(try await copy.report(facts, over: connection), "the connection ended")
                    guard answer.status == 200 else {
                        // The report was not taken: the facts are what they were.
                        copy.facts = before.facts
                        return answer
                    }
                }
                throw CancellationError()
            }
        }
    }
}

/// A filesystem in memory that is soon full.
final class SmallDisk {
    let path: String
    private let folder: TemporaryDirectory
    private var filler: String { path + "/filler" }

    init(megabytes: Int) throws {
        folder = try TemporaryDirectory()
        path = folder.path
        try #require(
            mount("gatehouse-test", path, "tmpfs", 0, "size=\(megabytes)m,mode=0700") == 0,
            "cannot mount: \(String(cString: strerror(errno)))")
    }

    /// Takes all the room that is left.
    func fill() throws {
        let descriptor = open(filler, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let block = [UInt8](repeating: 0x20, count: 4096)
        while write(descriptor, block, block.count) > 0 {}
        #expect(errno == ENOSPC)
    }

    func makeRoom() { unlink(filler) }

    func remove() { umount2(path, Int32(MNT_DETACH)) }
}
