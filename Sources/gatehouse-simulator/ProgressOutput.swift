import Foundation
import GatehouseSimulatorIO

/// Shows how far a run is: one line that changes on a terminal, a line a second elsewhere.
struct ProgressOutput: Sendable {
    private let isQuiet: Bool
    private let isTerminal = isatty(STDERR_FILENO) == 1

    init(isQuiet: Bool) { self.isQuiet = isQuiet }

    func show(_ notice: SimulatorRun.Notice) {
        switch notice {
        case .enrolled(let count, let total): write("enrolled \(count) of \(total) devices")
        case .progress(let progress): write(progress.line)
        case .notApplied(let reason): say("error: not applied: \(reason)\n")
        }
    }

    /// Leaves the last line as it is.
    func end() { if isTerminal, !isQuiet { say("\n") } }

    private func write(_ line: String) {
        guard !isQuiet else { return }
        say(isTerminal ? "\r\u{1B}[K\(line)" : "\(line)\n")
    }

    private func say(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
