import Foundation
public import GatehouseSimulator

/// What a server's process on this machine takes, by proc(5).
public final class ServerProcess {
    private let process: Int32
    private var last: (ticks: Double, at: ContinuousClock.Instant)?

    /// Looks at the process of this number; throws where there is none.
    public init(_ process: Int32) throws {
        guard FileManager.default.fileExists(atPath: "/proc/\(process)/statm") else {
            throw SimulatorError(.setup, "there is no process \(process) on this machine")
        }
        self.process = process
    }

    /// What it takes now; what cannot be read is left out.
    public func figures() -> [ServerGauge: Double] {
        var figures = [ServerGauge: Double]()
        if let pages = contents("statm")?.split(separator: " ").dropFirst().first.flatMap({ Double($0) }) {
            figures[.memory] = pages * Double(sysconf(Int32(_SC_PAGESIZE)))
        }
        // The name, in parentheses, may hold anything; of what follows it, the 12th and 13th field count ticks.
        if let fields = contents("stat")?.split(separator: ")").last?.split(separator: " "), fields.count > 12,
            let user = Double(fields[11]), let system = Double(fields[12])
        {
            let (ticks, now) = (user + system, ContinuousClock.now)
            if let last, now > last.at {
                let seconds = (now - last.at) / .seconds(1)
                figures[.processor] = (ticks - last.ticks) / Double(sysconf(Int32(_SC_CLK_TCK))) / seconds * 100
            }
            last = (ticks, now)
        }
        if let files = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd") {
            figures[.files] = Double(files.count)
        }
        return figures
    }

    private func contents(_ file: String) -> String? {
        try? String(contentsOfFile: "/proc/\(process)/\(file)", encoding: .utf8)
    }
}
