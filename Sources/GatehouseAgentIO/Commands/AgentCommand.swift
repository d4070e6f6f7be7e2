/// The command line of the agent: finds the command, runs it, and says in one place what went wrong.
public enum AgentCommand {
    static let defaultStateDirectory = "/var/lib/gatehouse-agent"

    /// Runs the command that `arguments` name, without the program's own name in front.
    public static func run(_ arguments: [String]) -> ExitCode {
        do {
            return try dispatch(arguments)
        } catch let error as AgentError {
            StandardError.write("error: \(error.message)")
            if let hint = error.hint { StandardError.write("hint: \(hint)") }
            return error.exitCode
        } catch {
            StandardError.write("error: \(error)")
            return .failed
        }
    }

    private static func dispatch(_ arguments: [String]) throws -> ExitCode {
        guard let name = arguments.first else {
            StandardError.write(usage)
            return .usage
        }
        let rest = Array(arguments.dropFirst())
        switch name {
        case "help", "--help", "-h":
            StandardOutput.write(usage)
            return .success
        case "version", "--version":
            StandardOutput.write("gatehouse-agent \(AgentVersion.text)")
            return .success
        case _ where rest.contains("--help") || rest.contains("-h"):
            StandardOutput.write(usage)
            return .success
        case "enrol": return try EnrolCommand.run(rest)
        case "run": return try RunCommand.run(rest)
        case "facts": return try FactsCommand.run(rest)
        case "status": return try StatusCommand.run(rest)
        case "token": return try TokenCommand.run(rest)
        case "doctor": return try DoctorCommand.run(rest)
        default:
            let near = Words.nearest(
                to: name, of: ["enrol", "run", "facts", "status", "token", "doctor", "help", "version"])
            throw AgentError(
                .usage, "there is no command `\(name)`",
                hint: near.map { "did you mean `\($0)`?" } ?? "`gatehouse-agent help` lists the commands")
        }
    }

    static let usage = """
        gatehouse-agent \(AgentVersion.text): gives this device its identity and reports its state to a Gatehouse server

        usage:
          gatehouse-agent enrol --server URL --ca FILE [--code CODE] [--tenant ID] [--name NAME]
                                [--wait DURATION] [--tpm PATH] [--state-dir DIR]
                                         get an identity with a code; registered hardware needs none
          gatehouse-agent run [--interval DURATION] [--actions FILE] [--config FILE] [--state-dir DIR]
                                         report changes as they happen, until it is stopped
          gatehouse-agent facts [--json] [--config FILE]
                                         show what is known of this machine; needs no server
          gatehouse-agent facts --explain-privacy [--ownership company|personal] [--json] [--state-dir DIR]
                                         show what of it is sent, what stays here, and why; needs no server
          gatehouse-agent status [--state-dir DIR]
                                         show the verdict on this device, and how to mend what is wrong
          gatehouse-agent token [--state-dir DIR]
                                         print a short-lived token that stands for this device, and nothing else
          gatehouse-agent doctor [-o json] [--state-dir DIR]
                                         check this agent's own health, and say how to mend what is wrong
          gatehouse-agent help | --version

        options:
          --state-dir DIR      folder of identity and state, default \(defaultStateDirectory)
          --config FILE        what the agent may look at, default \(AgentConfiguration.defaultPath)
          --actions FILE       what actions may do on this device, default \(ActionConfiguration.defaultPath)
          --wait DURATION      how long to wait for an administrator to agree, where one must, default 1h
          --interval DURATION  how often everything is collected though nothing changed, default 15m

        environment:
          GATEHOUSE_HARDWARE_ID  stands in for this machine's own identifiers, to simulate several devices on one

        exit status:
          0 done   1 failed   2 wrong usage   3 the server cannot be reached   4 the server refused
          5 an administrator must agree, and nobody did yet
          8 doctor found something to look at, and nothing that is broken
        """
}
