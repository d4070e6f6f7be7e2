import ArgumentParser
import Foundation
import GatehouseClient
import GatehouseCommands
import GatehouseWire
import Synchronization

/// The command line as the tests have it.
struct TestRoot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "gatehouse", subcommands: CommandList.commands)
}

/// A server that knows one answer to each request, and keeps what it was asked.
final class ScriptedServer: Transport {
    private let answers: [String: APIAnswer]
    private let asked = Mutex<[APIRequest]>([])

    init(_ answers: [String: APIAnswer]) { self.answers = answers }

    var requests: [APIRequest] { asked.withLock { $0 } }

    func send(_ request: APIRequest) async throws(ClientError) -> APIAnswer {
        asked.withLock { $0.append(request) }
        guard let answer = answers["\(request.method.rawValue) \(request.path)"] else {
            return .problem(404, "notFound", "there is nothing at this path")
        }
        return answer
    }
}

extension APIAnswer {
    static func message(_ message: some APIMessage) -> APIAnswer {
        APIAnswer(status: 200, body: (try? JSONEncoder().encode(message)).map { Array($0) } ?? [])
    }

    static let nothing = APIAnswer(status: 204, body: [])

    static func problem(
        _ status: Int, _ code: String, _ detail: String, hint: String? = nil, errors: [DocumentError]? = nil
    ) -> APIAnswer {
        let problem = Problem(
            status: status, code: code, title: "", detail: detail,
            instance: "urn:uuid:5d3e0f2a-9b7c-4a18-a1c2-e4f608192b3d", hint: hint, errors: errors)
        return APIAnswer(status: status, body: message(problem).body)
    }
}

/// What a person saw: the command, both outputs, and how it ended.
struct Transcript {
    var text: String
    var exit: CommandExit
    var output: String
    var errors: String

    static func run(
        _ arguments: [String], _ server: ScriptedServer, isTerminal: Bool = false, variables: [String: String] = [:]
    ) async -> Transcript {
        let output = Written()
        let errors = Written()
        let environment = CommandEnvironment(
            variables: variables, isTerminal: isTerminal, write: output.write, writeError: errors.write,
            connect: { _, body in try await body(APIClient(transport: server)) })
        let exit = await CommandEnvironment.$current.withValue(environment) {
            await CommandRunner.run(TestRoot.self, arguments)
        }
        var text = "$ gatehouse \(arguments.map { $0.contains(" ") ? "'\($0)'" : $0 }.joined(separator: " "))\n"
        text += output.text
        if !errors.text.isEmpty { text += "[stderr]\n\(errors.text)" }
        if exit != .succeeded { text += "[exit \(exit.rawValue)]\n" }
        return Transcript(text: text, exit: exit, output: output.text, errors: errors.text)
    }
}

private final class Written: Sendable {
    private let parts = Mutex("")

    var text: String { parts.withLock { $0 } }

    @Sendable func write(_ text: String) { parts.withLock { $0 += text } }
}
