public import ArgumentParser
import GatehouseClient

/// Parses and runs a command line, and says how it ended.
public enum CommandRunner {
    /// Runs `arguments` (without the program's name) under `root`; everything for the person is written.
    public static func run<Root: AsyncParsableCommand>(_ root: Root.Type, _ arguments: [String]) async -> CommandExit {
        let environment = CommandEnvironment.current
        do {
            var command = try Root.parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return .succeeded
        } catch let error as ClientError {
            return report(CommandFailure(error), environment)
        } catch let failure as CommandFailure {
            return report(failure, environment)
        } catch {
            return report(error, root, environment)
        }
    }

    private static func report(_ failure: CommandFailure, _ environment: CommandEnvironment) -> CommandExit {
        for line in failure.lines { environment.writeError(line + "\n") }
        if !failure.message.isEmpty { environment.writeError("error: \(failure.message)\n") }
        if let hint = failure.hint { environment.writeError("hint: \(hint)\n") }
        return failure.exit
    }

    /// Help and completion scripts are no failures; what the parser refused is wrong usage.
    private static func report<Root: AsyncParsableCommand>(
        _ error: any Error, _ root: Root.Type, _ environment: CommandEnvironment
    ) -> CommandExit {
        var text = Root.fullMessage(for: error)
        if text.hasPrefix("Error: ") { text = "error: " + text.dropFirst("Error: ".count) }
        switch Root.exitCode(for: error) {
        case .success:
            environment.write(text + "\n")
            return .succeeded
        case .validationFailure:
            environment.writeError(text + "\n")
            return .usage
        default:
            environment.writeError(text + "\n")
            return .failed
        }
    }
}
