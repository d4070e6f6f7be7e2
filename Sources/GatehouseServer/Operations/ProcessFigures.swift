import Foundation
import GatehouseHTTP

/// What the process itself takes, under the names that Prometheus' client libraries give these figures.
enum ProcessFigures {
    /// Bytes of its memory that are in the machine's.
    static var residentBytes: Double? {
        // Of `/proc/self/statm`, the second field counts pages (proc(5)).
        guard let fields = contents("/proc/self/statm")?.split(separator: " "), fields.count > 1,
            let pages = Double(fields[1])
        else { return nil }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// User and system time, in seconds.
    static var processorSeconds: Double? {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return nil }
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    static var openFiles: Double? {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")).map { Double($0.count) }
    }

    static func observe(in registry: MetricsRegistry) {
        registry.gauge("process_resident_memory_bytes", help: "memory of the process that is in the machine's") {
            residentBytes
        }
        registry.counters("process_cpu_seconds_total", help: "user and system time of the process") {
            processorSeconds.map { [([], $0)] } ?? []
        }
        registry.gauge("process_open_fds", help: "files and connections that the process has open") { openFiles }
        registry.gauge("process_max_fds", help: "how many the process may have open") {
            OpenFiles.most.map(Double.init)
        }
        let start = Date().timeIntervalSince1970
        registry.gauge("process_start_time_seconds", help: "when the server began, in Unix seconds") { start }
    }

    private static func contents(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
}
