import GatehouseModel
import Testing

@Suite struct ActionCommandTests {
    private static let digest = String(repeating: "0a", count: 32)
    private static let commands: [ActionCommand] = [
        .sync, .lock, .reboot, .shutdown, .collectLogs, .retire(isDryRun: true), .retire(isDryRun: false),
        .wipe(.selective, isDryRun: true), .wipe(.wholeDisk, isDryRun: false), .rename(to: "eng-laptop-7.example"),
        .runScript(ScriptRun(digest: digest)),
        .runScript(ScriptRun(digest: digest, account: "root", timeLimit: .seconds(90))),
    ]

    @Test(arguments: commands)
    func `a command reads back from its parameters`(command: ActionCommand) throws {
        #expect(try ActionCommand(command.kind, parameters: command.parameters) == command)
    }

    @Test func `every kind is among them`() {
        #expect(Set(Self.commands.map(\.kind)) == Set(ActionKind.allCases))
    }

    @Test func `parameters that are not known are ignored, and those left out have their usual values`() throws {
        #expect(try ActionCommand(.wipe, parameters: ["new": "1"]) == .wipe(.selective, isDryRun: false))
        let run = try ActionCommand(.runScript, parameters: ["digest": Self.digest])
        #expect(run == .runScript(ScriptRun(digest: Self.digest, account: "", timeLimit: .seconds(300))))
    }

    @Test(arguments: [
        "", "-a", "a-", "a..b", ".a", "a.", "a b", "ä", "a_b", "a\n", String(repeating: "a", count: 64),
    ])
    func `what is no host name is refused`(name: String) {
        #expect(throws: ActionCommandError.self) { try ActionCommand(.rename, parameters: ["name": name]) }
    }

    @Test(arguments: [
        ["digest": ""], ["digest": "zz"], ["digest": String(repeating: "0A", count: 32)],
        ["digest": digest, "account": "-x"], ["digest": digest, "account": "Root"],
        ["digest": digest, "account": "a b"], ["digest": digest, "timeLimit": "0s"],
        ["digest": digest, "timeLimit": "61m"], ["digest": digest, "timeLimit": "soon"],
    ])
    func `a script with wrong particulars is refused`(parameters: [String: String]) {
        #expect(throws: ActionCommandError.self) { try ActionCommand(.runScript, parameters: parameters) }
    }

    @Test(arguments: ActionKind.allCases)
    func `only what can be tried out has a dry run`(kind: ActionKind) {
        var parameters = ["dryRun": "true"]
        parameters["name"] = "host"
        parameters["digest"] = Self.digest
        let command = try? ActionCommand(kind, parameters: parameters)
        #expect((command?.isDryRun == true) == kind.hasDryRun)
        #expect((command == nil) == !kind.hasDryRun)
    }

    @Test func `output is cut at a character`() {
        let text = String(repeating: "a", count: ActionResult.outputLimit - 1) + "é"
        let result = ActionResult(output: text)
        #expect(result.isTruncated)
        #expect(result.output == String(repeating: "a", count: ActionResult.outputLimit - 1))
        #expect(!ActionResult(output: String(text.dropLast())).isTruncated)
    }
}
