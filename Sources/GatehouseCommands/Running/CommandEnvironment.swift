import Foundation
public import GatehouseClient
import Synchronization

/// What a command finds around it; tests put their own in place of the process's.
public struct CommandEnvironment: Sendable {
    /// The process's own, unless a test has bound another for its task.
    @TaskLocal public static var current = CommandEnvironment.process

    /// The environment's variables by name.
    public var variables: [String: String]
    /// Whether a person reads the standard output, and not a file or another program.
    public var isTerminal: Bool
    /// Writes to the standard output, as it is.
    public var write: @Sendable (String) -> Void
    /// Writes to the standard error, as it is.
    public var writeError: @Sendable (String) -> Void
    /// Gives the body a way to the server.
    public var connect:
        @Sendable (ServerConnection.Source, @escaping @Sendable (APIClient) async throws -> Void) async throws -> Void

    /// Makes an environment, as tests do.
    public init(
        variables: [String: String], isTerminal: Bool, write: @escaping @Sendable (String) -> Void,
        writeError: @escaping @Sendable (String) -> Void,
        connect:
            @escaping @Sendable (
                ServerConnection.Source, @escaping @Sendable (APIClient) async throws -> Void
            ) async throws -> Void
    ) {
        self.variables = variables
        self.isTerminal = isTerminal
        self.write = write
        self.writeError = writeError
        self.connect = connect
    }

    /// Colour only for people, and not where they asked for none (no-color.org).
    var usesColour: Bool { isTerminal && variables["NO_COLOR", default: ""].isEmpty }

    /// Writes all of it; when the reader has gone (`… | head`), there is nobody left to tell, and the program ends.
    private static func emit(_ text: String, to handle: FileHandle) {
        do {
            try handle.write(contentsOf: Data(text.utf8))
        } catch {
            exit(CommandExit.failed.rawValue)
        }
    }

    private static let process = CommandEnvironment(
        variables: ProcessInfo.processInfo.environment, isTerminal: isatty(STDOUT_FILENO) == 1,
        write: { emit($0, to: .standardOutput) }, writeError: { emit($0, to: .standardError) },
        connect: { source, body in
            try await HTTPTransport.connected(to: ServerConnection(source)) { transport in
                try await body(APIClient(transport: transport))
            }
        })
}
