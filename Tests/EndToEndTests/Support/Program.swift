import Foundation
import GatehouseTestSupport

/// A program that these tests run.
enum Program {
    /// The folder of the build that this test bundle belongs to.
    static let buildFolder: String = {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().path
    }()

    /// The root of the repository, where the examples are.
    static let repository: String = {
        let file = URL(fileURLWithPath: #filePath)
        return file.deletingLastPathComponent().appendingPathComponent("../../..").standardizedFileURL.path
    }()

    static var server: String { "\(buildFolder)/gatehouse" }
    static var agent: String { "\(buildFolder)/gatehouse-agent" }
    static var simulator: String { "\(buildFolder)/gatehouse-simulator" }

    struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    /// Runs a program to its end.
    static func run(
        _ command: [String], environment: [String: String] = [:], within limit: Duration = .seconds(60)
    ) async throws -> Outcome {
        let folder = try TemporaryDirectory()
        let process = try ChildProcess(command, name: "run", in: folder.path, environment: environment)
        let status = try await process.end(within: limit)
        return Outcome(status: status, output: process.written, errors: process.complaints)
    }
}
