@testable import GatehouseAgentIO
import Testing

@Suite struct ArgumentsTests {
    private func parse(_ words: String...) throws(AgentError) -> Arguments {
        try Arguments(words, options: ["--server", "--interval"], flags: ["--json"])
    }

    private func message(_ words: String...) -> String? {
        do {
            _ = try Arguments(words, options: ["--server", "--interval"], flags: ["--json"])
            return nil
        } catch {
            return error.exitCode == .usage ? error.message : nil
        }
    }

    @Test func `both spellings of an option and flags are read`() throws {
        let arguments = try parse("--server", "a=b", "--interval=5m", "--json")
        #expect(arguments["--server"] == "a=b")
        #expect(try arguments.duration("--interval", default: .zero, atLeast: .seconds(1)) == .seconds(300))
        #expect(arguments.has("--json"))
    }

    @Test func `what is not understood is named`() {
        #expect(message("--serve", "x") == "there is no option `--serve` here")
        #expect(message("x") == "`x` is not an option")
        #expect(message("--server") == "`--server` needs a value")
        #expect(message("--server", "a", "--server", "b") == "`--server` is given twice")
    }

    @Test func `a missing option and a bad duration are wrong usage`() throws {
        #expect(throws: AgentError(.usage, "`--server` is missing")) { try parse().required("--server") }
        #expect(throws: AgentError.self) {
            try parse("--interval", "soon").duration("--interval", default: .zero, atLeast: .zero)
        }
    }

    @Test func `a near word is suggested`() {
        #expect(Words.nearest(to: "enroll", of: ["enrol", "run"]) == "enrol")
        #expect(Words.nearest(to: "nonsense", of: ["enrol", "run"]) == nil)
    }
}
