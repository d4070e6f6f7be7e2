import GatehouseAgent
import GatehouseModel
import GatehouseWire
import Glibc
import Synchronization

/// Remembers over the end of the process which collectors were under way, and lets none end the agent again and again.
///
/// The names are written to a file that is held open, without waiting for the disk: they outlive a crash of the process,
/// and after a crash of the machine they do not matter.
final class CollectorRecord: CollectorWitness {
    /// So many ends within ``window`` are no accident.
    private static let limit = 3
    private static let window = Duration.seconds(3600)
    private static let pause = Duration.seconds(86_400)
    private static let activeFile = "collecting"
    private static let crashFile = "collector-crashes.json"

    private let active = Mutex<[String]>([])
    private let descriptor: Int32
    private let crashes: [String: [Instant]]

    /// Reads what the run before left behind; the folder must be held by its lock.
    ///
    /// What an earlier version of the agent left is forgotten: a later one may have mended it.
    init(_ directory: StateDirectory, at now: Instant, version: String = AgentVersion.text) throws(AgentError) {
        descriptor = try directory.open(Self.activeFile)
        var crashes = Self.crashes(in: directory, version)
            .mapValues { $0.filter { now - $0 < Self.pause && $0 <= now } }
        let suspects = Self.names(in: descriptor)
        for name in suspects { crashes[name] = (crashes[name, default: []] + [now]).suffix(Self.limit) }
        self.crashes = crashes
        if !suspects.isEmpty {
            try directory.write(Self.crashFile, Self.json(crashes, version).serialised())
            AgentLog().write("the run before ended while it collected: \(suspects.joined(separator: ", "))")
        }
        ftruncate(descriptor, 0)
    }

    deinit { close(descriptor) }

    func objection(to name: String, at now: Instant) -> String? {
        guard let times = crashes[name], times.count >= Self.limit, let first = times.first, let last = times.last,
            last - first <= Self.window, now < last + Self.pause
        else { return nil }
        return "\(name) ended the agent \(Self.limit) times; it is tried again after \(last + Self.pause)"
    }

    func began(_ name: String) { change { $0.append(name) } }

    func ended(_ name: String) {
        change { names in
            if let index = names.firstIndex(of: name) { names.remove(at: index) }
        }
    }

    private func change(_ body: (inout [String]) -> Void) {
        active.withLock { names in
            body(&names)
            let bytes = Array(names.map { "\($0)\n" }.joined().utf8)
            // What cannot be written costs a name in a log after a crash, and nothing else.
            _ = pwrite(descriptor, bytes, bytes.count, 0)
            ftruncate(descriptor, bytes.count)
        }
    }

    private static func names(in descriptor: Int32) -> [String] {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return [] }
        return String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private static func crashes(in directory: StateDirectory, _ version: String) -> [String: [Instant]] {
        guard let bytes = try? directory.read(crashFile), let json = try? JSON.parse(bytes),
            json["version"] == .string(version), case .object(let members)? = json["crashes"]
        else { return [:] }
        var crashes = [String: [Instant]]()
        for member in members {
            guard case .array(let times) = member.value else { continue }
            crashes[member.name] = times.compactMap { if case .string(let text) = $0 { Instant(text) } else { nil } }
        }
        return crashes
    }

    private static func json(_ crashes: [String: [Instant]], _ version: String) -> JSON {
        let members = crashes.sorted { $0.key < $1.key }.map { name, times in
            JSON.Member(name, .array(times.map { .string($0.description) }))
        }
        return .object([.init("version", .string(version)), .init("crashes", .object(members))])
    }
}
