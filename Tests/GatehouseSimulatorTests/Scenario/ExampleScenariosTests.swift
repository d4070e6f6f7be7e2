import Foundation
import GatehouseSimulator
import Testing

@Suite struct ExampleScenariosTests {
    private static let folder = URL(filePath: #filePath)
        .appending(path: "../../../../examples/scenarios").standardizedFileURL
    private static let files: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasSuffix(".yaml") }

    @Test(arguments: [
        "steady-day", "monday-morning", "reconnect-storm", "policy-change", "slow-clients", "hostile-clients",
        "overload",
    ])
    func `there is one for each thing that happens to a fleet, which asserts counts and percentiles`(_ name: String)
        throws
    {
        #expect(Self.files.contains("\(name).yaml"))
        let text = try String(contentsOf: Self.folder.appending(path: "\(name).yaml"), encoding: .utf8)
        let asserted = try ScenarioReader.read(text, file: name).assertions.map(\.text)
        #expect(asserted.contains { $0.contains(/\.p(50|95|99) </) }, "a percentile")
        #expect(asserted.contains { $0.contains(/^[a-z.-]+ [=>]+ [0-9]+$/) && $0 != "errors == 0" }, "a counter")
        #expect(asserted.contains("devices.unverified == 0"), "every device is asked again at the end")
    }

    @Test(arguments: files)
    func `an example is short, asserts that nothing is lost, and names files that are there`(_ file: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8)
        let scenario = try ScenarioReader.read(text, file: file)
        #expect("\(scenario.name).yaml" == file)
        // Being overloaded, and recovering from it, takes its time.
        #expect(scenario.duration <= .seconds(file == "overload.yaml" ? 90 : 15))
        #expect(scenario.assertions.contains { $0.text == "acknowledged-and-lost == 0" })
        for name in scenario.phases.flatMap(\.apply) {
            #expect(FileManager.default.fileExists(atPath: Self.folder.appending(path: name).path))
        }
    }

    @Test(arguments: ["faults/crashes", "idle/enrolling", "idle/idle"])
    func `a scenario that a script plays can be read`(_ name: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: "\(name).yaml"), encoding: .utf8)
        #expect(try !ScenarioReader.read(text, file: name).phases.isEmpty)
    }
}
