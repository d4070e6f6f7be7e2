import GatehouseClient
import GatehouseCommands
import GatehouseWire
import Testing

struct CommandRunnerTests {
    @Test(arguments: [
        (401, CommandExit.notPermitted), (403, .notPermitted), (404, .notFound), (409, .failed),
        (422, .invalidDocument),
        (500, .failed), (400, .failed),
    ])
    func `a refusal ends with its own code`(status: Int, exit: CommandExit) async {
        let server = ScriptedServer(["GET /api/v1/whoami": .problem(status, "code", "no")])
        #expect(await Transcript.run(["whoami"], server).exit == exit)
    }

    @Test func `a server that does not answer is unreachable`() async {
        struct Silent: Transport {
            func send(_ request: APIRequest) async throws(ClientError) -> APIAnswer {
                throw ClientError(.unreachable, "no answer from `https://nowhere`", hint: "is the server running")
            }
        }
        let environment = CommandEnvironment(
            variables: [:], isTerminal: false, write: { _ in }, writeError: { _ in },
            connect: { _, body in try await body(APIClient(transport: Silent())) })
        let exit = await CommandEnvironment.$current.withValue(environment) {
            await CommandRunner.run(TestRoot.self, ["whoami"])
        }
        #expect(exit == .unreachable)
    }

    @Test func `errors are said in lower case with a hint`() async {
        let server = ScriptedServer([
            "GET /api/v1/whoami": .problem(401, "unauthenticated", "the token is unknown", hint: "ask for another")
        ])
        let transcript = await Transcript.run(["whoami"], server)
        #expect(transcript.errors == "error: the token is unknown\nhint: ask for another\n")
        #expect(transcript.output.isEmpty)
    }

    @Test func `a failure of the server names the request`() async {
        let server = ScriptedServer(["GET /api/v1/whoami": .problem(500, "failed", "the server failed")])
        let transcript = await Transcript.run(["whoami"], server)
        #expect(transcript.errors.contains("urn:uuid:5d3e0f2a"))
    }

    @Test func `an answer that is not Gatehouse's is a failure`() async {
        let server = ScriptedServer(["GET /api/v1/whoami": APIAnswer(status: 502, body: Array("<html>".utf8))])
        let transcript = await Transcript.run(["whoami"], server)
        #expect(transcript.exit == .failed)
        #expect(transcript.errors.contains("502"))
    }

    @Test(arguments: [["device", "list", "--colour"], ["token", "create", "x"], ["apply"], ["nonsense"]])
    func `a wrong command line ends with 2`(arguments: [String]) async {
        let transcript = await Transcript.run(arguments, ScriptedServer([:]))
        #expect(transcript.exit == .usage)
        #expect(transcript.output.isEmpty)
    }

    @Test func `help is no failure`() async {
        let transcript = await Transcript.run(["device", "--help"], ScriptedServer([:]))
        #expect(transcript.exit == .succeeded)
        #expect(transcript.output.contains("USAGE: gatehouse device"))
    }

    @Test func `colour is for a terminal, and not with NO_COLOR`() async {
        let server = TranscriptTests.server
        let escape = "\u{1B}["
        #expect(await Transcript.run(["device", "list"], server, isTerminal: true).output.contains(escape))
        #expect(await !Transcript.run(["device", "list"], server, isTerminal: false).output.contains(escape))
        let plain = await Transcript.run(["device", "list"], server, isTerminal: true, variables: ["NO_COLOR": "1"])
        #expect(!plain.output.contains(escape))
    }

    @Test func `a name that two devices have is not guessed`() async {
        let server = ScriptedServer([
            "GET /api/v1/devices": .message(ListPage(items: [DeviceSummary.example, DeviceSummary.example]))
        ])
        let transcript = await Transcript.run(["device", "delete", "eng-laptop-7"], server)
        #expect(transcript.exit == .failed)
        #expect(transcript.errors.contains("2 devices are named `eng-laptop-7`"))
        #expect(server.requests.allSatisfy { $0.method == .get })
    }

    @Test func `a name is quoted in the filter that looks for it`() async {
        let server = ScriptedServer(["GET /api/v1/devices": .message(ListPage<DeviceSummary>(items: []))])
        let transcript = await Transcript.run(["device", "show", "O'Brien"], server)
        #expect(transcript.exit == .notFound)
        #expect(server.requests.first?.query.first?.value == "name eq 'O''Brien'")
    }
}
