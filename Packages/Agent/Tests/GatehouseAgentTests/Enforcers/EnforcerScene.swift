import Foundation
import GatehouseModel
import Glibc
import Synchronization
import Testing

@testable import GatehouseAgent

/// A scene over a fixture, with what was told of the progress.
final class EnforcerScene {
    let fixture: Fixture
    var rules = EnforcementRules()
    private let told = Told()

    private final class Told: Sendable {
        let lines = Mutex<[String]>([])
    }

    init(_ files: [String: String] = [:]) throws { fixture = try Fixture(files) }

    var progress: [String] { told.lines.withLock { $0 } }

    func enforce(_ command: ActionCommand, script: String = "", machine: Machine? = nil) -> Enforcement {
        let told = told
        let scene = EnforcementScene(
            machine: machine ?? fixture.machine, rules: rules, stateDirectory: "/var/lib/gatehouse-agent",
            ownLog: { Array("gatehouse-agent: running\n".utf8) },
            progress: { percent, text in told.lines.withLock { $0.append("\(percent.map { "\($0) " } ?? "")\(text)") } }
        )
        return command.enforce(in: scene, script: Array(script.utf8))
    }

    /// A program of the fixture's that writes its arguments to `/called`.
    func program(_ path: String, status: Int = 0) throws {
        try fixture.write(path, "#!/bin/sh\necho \"$@\" >> \(fixture.path)/called\nexit \(status)\n")
        try #require(chmod(fixture.path + path, 0o755) == 0)
    }

    var called: String { (try? String(contentsOfFile: fixture.path + "/called", encoding: .utf8)) ?? "" }
    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: fixture.path + path) }
    func text(_ path: String) throws -> String { try String(contentsOfFile: fixture.path + path, encoding: .utf8) }
}
