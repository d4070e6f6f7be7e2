import GatehouseClient
import GatehouseWire

/// Why a command failed, as it is shown to the person.
public struct CommandFailure: Error, Hashable {
    var exit: CommandExit
    /// Lower case, no full stop; empty when everything was said.
    var message: String
    var hint: String?
    /// Printed before the message, each as it is.
    var lines: [String] = []

    /// The failure that ends the program with `exit`.
    public init(_ exit: CommandExit, _ message: String, hint: String? = nil) {
        self.exit = exit
        self.message = message
        self.hint = hint
    }

    init(_ error: ClientError) {
        exit =
            switch error.code {
            case .setup: .usage
            case .unreachable: .unreachable
            case .notPermitted: .notPermitted
            case .notFound: .notFound
            case .invalidDocument: .invalidDocument
            case .wouldLockOut: .wouldLockOut
            case .refused, .unreadable: .failed
            }
        message = error.message
        hint = error.hint
        lines = error.errors.flatMap { error in
            ["\(error.file):\(error.line):\(error.column): \(error.message)"]
                + (error.hint.map { ["  hint: \($0)"] } ?? [])
        }
    }
}
