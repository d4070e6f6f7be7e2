import Foundation
import Glibc

/// What this process has used so far.
struct PollUsage: Codable {
    /// Resident, and of that the anonymous part, in KiB.
    var resident = 0
    var anonymous = 0
    /// User and system time in microseconds.
    var processorTime = 0
    /// Polls that wait for an answer.
    var waiting = 0

    static func now(waiting: Int) throws -> PollUsage {
        var usage = PollUsage(waiting: waiting)
        for line in try String(contentsOfFile: "/proc/self/status", encoding: .utf8).split(separator: "\n") {
            let words = line.split(whereSeparator: \.isWhitespace)
            switch words.first {
            case "VmRSS:": usage.resident = Int(words[1]) ?? 0
            case "RssAnon:": usage.anonymous = Int(words[1]) ?? 0
            default: break
            }
        }
        var times = rusage()
        getrusage(RUSAGE_SELF.rawValue, &times)
        usage.processorTime = [times.ru_utime, times.ru_stime].reduce(0) { $0 + $1.tv_sec * 1_000_000 + $1.tv_usec }
        return usage
    }
}
