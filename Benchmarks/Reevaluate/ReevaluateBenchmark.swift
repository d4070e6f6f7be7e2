import Foundation
import GatehouseModel
import GatehouseService
import GatehouseStorage
import Logging

/// `reevaluate`: how long a change of policy takes until every device was judged by it, in a store on the disk.
///
/// The services are the server's own, wired as it wires them: the change is applied, the jobs run, the feed is followed.
enum ReevaluateBenchmark {
    static func run(_ arguments: [String]) async throws {
        do {
            try await measure(try ReevaluateArguments(arguments))
        } catch let failure as CheckInFailure {
            FileHandle.standardError.write(Data("\(failure)\n".utf8))
            exit(1)
        }
    }

    private static func measure(_ arguments: ReevaluateArguments) async throws {
        let fleet = try await ReevaluateFleet(arguments)
        try await fleet.fill()
        try await withThrowingTaskGroup(of: Void.self) { services in
            services.addTask { try await fleet.follower.run() }
            services.addTask { try await fleet.runner.run() }
            // The first judging writes everything; it is no change of policy.
            _ = try await fleet.judged(after: try arguments.policies() + [fleet.policy(atLeast: "12")])
            write("reevaluate", try await fleet.judged(after: [fleet.policy(atLeast: "13")]), "s")
            write("reevaluate.back", try await fleet.judged(after: [fleet.policy(atLeast: "12")]), "s")
            write("reevaluate.unmoved", try await fleet.judged(after: [fleet.policy(atLeast: "11")]), "s")
            write("reevaluate.group", try await fleet.judged(after: [fleet.group]), "s")
            write("reevaluate.whole", try await fleet.judged(after: arguments.renamedPolicies()), "s")
            let states = try await fleet.states()
            guard states.reduce(0, +) == arguments.devices else {
                throw CheckInFailure("only \(states) of \(arguments.devices) devices have a verdict")
            }
            services.cancelAll()
        }
    }

    private static func write(_ name: String, _ value: Double, _ unit: String) {
        print("{\"name\": \"\(name)\", \"value\": \(String(format: "%.3f", value)), \"unit\": \"\(unit)\"}")
        fflush(nil)
    }
}

/// What `reevaluate` was asked to measure.
struct ReevaluateArguments: Sendable {
    /// Where the database is made; on the disk that counts.
    var folder: String
    var devices: Int
    /// Rows of `software.packages` of each device.
    var packages: Int
    /// YAML files that are in force beside the one that changes.
    var files: [String]

    static let usage = """
        usage: gatehouse-bench reevaluate --folder DIR [--devices N] [--packages N] [--policies FILE,FILE…]
        """

    /// Reads the arguments; refuses when the folder is missing.
    init(_ arguments: [String]) throws {
        func option(_ name: String) -> String? { PollBenchmark.option("--\(name)", in: arguments) }
        guard let folder = option("folder") else { throw CheckInFailure(Self.usage) }
        self.folder = folder
        devices = option("devices").flatMap { Int($0) } ?? 10_000
        packages = option("packages").flatMap { Int($0) } ?? 40
        files = (option("policies") ?? "").split(separator: ",").map { String($0) }
    }

    func policies() throws -> [DocumentFile] {
        try files.map { DocumentFile(name: $0, text: try String(contentsOfFile: $0, encoding: .utf8)) }
    }

    /// The policies with every requirement under another name: nothing that was found before is of use.
    func renamedPolicies() throws -> [DocumentFile] {
        try policies().map { file in
            DocumentFile(name: file.name, text: file.text.replacing("    - name: ", with: "    - name: Now "))
        }
    }
}
