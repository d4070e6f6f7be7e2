import Foundation
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Testing

extension EndToEnd {
    @Suite struct AssetTests {
        @Test func `a list is imported, a machine on it enrols, and both are one line of the register`() async throws {
            let server = try await RunningServer()
            let file = server.folder.file("list.csv")
            try """
            name,kind,serial,owner,tags,accountable
            asset 4711,computer,GH-TEST-4711,ada@example.org,kiosk,Workplace
            printer-2f,printer,E74512K9N,,floor-2,Workplace

            """.write(toFile: file, atomically: true, encoding: .utf8)
            #expect(try await server.admin("asset", "import", file, "--dry-run").contains("2 created"))
            try await server.admin("asset", "import", file)
            var device = try await TestDevice.enrol(name: "laptop", at: server)
            try await device.report(["hardware.serial": .known(.text("gh-test-4711"))])
            let list = try await server.admin("asset", "list", "-o", "wide")
            #expect(list.contains("managed,imported") && list.contains("printer-2f"))
            #expect(!list.contains("asset 4711"))
            let detail = try await server.detail(of: "laptop")
            #expect(detail.device.owner == "ada@example.org" && detail.device.tags == ["kiosk"])
            try await server.admin("asset", "set", "printer-2f", "--state", "inRepair")
            #expect(try await server.admin("asset", "show", "printer-2f").contains("inRepair since"))
            let export = server.folder.file("export.csv")
            try await server.admin("asset", "export", "-f", export)
            #expect(try await server.admin("asset", "import", export, "--dry-run").contains("0 created"))
        }
    }
}
