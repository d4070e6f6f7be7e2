import Foundation
import GatehouseTestSupport
import Testing

extension EndToEnd {
    /// The units of the packages, without a service manager that runs; `make check-package` boots one.
    @Suite struct PackagedUnitTests {
        private static var folder: String { "\(Program.repository)/packaging/systemd" }

        @Test func `systemd finds nothing wrong with the units, but that their programs are not installed`()
            async throws
        {
            let units = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
                .filter { $0.hasSuffix(".service") || $0.hasSuffix(".path") }.sorted()
            #expect(units == ["gatehouse-agent.path", "gatehouse-agent.service", "gatehouse.service"])
            let outcome = try await Program.run(
                ["systemd-analyze", "verify", "--man=no"] + units.map { "\(Self.folder)/\($0)" })
            // What it says of units of the machine's own is not about these.
            let said = outcome.errors.split(separator: "\n").filter { line in
                units.contains { line.hasPrefix($0) || line.contains("/\($0)") }
            }
            #expect(said.count == 2 && said.allSatisfy { $0.contains("is not executable") }, "\(outcome.errors)")
        }

        @Test func `the units are as confined as the page says`() async throws {
            let page = try String(contentsOfFile: "\(Program.repository)/docs/operations.md", encoding: .utf8)
            for (unit, words) in [("gatehouse", "to the server"), ("gatehouse-agent", "to the agent")] {
                let outcome = try await Program.run([
                    "systemd-analyze", "security", "--offline=true", "--no-pager", "\(Self.folder)/\(unit).service",
                ])
                let level = outcome.output.firstMatch(of: #/Overall exposure level for .*: (?<level>[0-9.]+)/#)
                let found = try #require(level, "\(outcome.errors)").level
                #expect(page.contains("\(found) \(words)"), "\(unit).service has \(found)")
            }
        }
    }
}
