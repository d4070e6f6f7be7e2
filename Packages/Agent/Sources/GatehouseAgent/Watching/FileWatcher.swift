import CLinux
import GatehouseModel
import Glibc
import Synchronization

/// Waits for changes of files and folders by inotify(7), of the mount table by poll(2) and of nftables by netlink(7);
/// uses no timer.
///
/// A file is watched through its folder, so that one put in its place is seen; while the folder does not exist, through
/// the nearest one above that does. What a symbolic link leads to is watched, too.
public final class FileWatcher: Sendable {
    /// What ended a wait.
    public enum Event: Hashable, Sendable {
        /// Those of the watched paths that changed.
        case changed(Set<String>)
        case woken
        case timedOut
    }

    private static let mountTable = "/proc/self/mountinfo"
    /// Stands among the watched paths for the kernel's own nftables, which are no file.
    static let ruleset = "netlink:nftables"
    /// A burst has ended when nothing came for this long.
    private static let quiet = Duration.milliseconds(100)
    /// A burst that does not end is reported after this long.
    private static let longestBurst = Duration.seconds(2)

    private let inotify: Int32
    private let wakeUp: Int32
    private let mounts: Int32
    private let rules: RulesetEvents?
    private let watches: Mutex<WatchTable>

    /// - Throws: when the system refuses another inotify instance (`fs.inotify.max_user_instances`).
    public init(watching paths: Set<String>) throws {
        let inotify = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        guard inotify >= 0 else { throw MachineError(errno: errno, "inotify") }
        self.inotify = inotify
        wakeUp = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        mounts = paths.contains(Self.mountTable) ? open(Self.mountTable, O_RDONLY | O_CLOEXEC) : -1
        rules = paths.contains(Self.ruleset) ? RulesetEvents() : nil
        var table = WatchTable(paths: paths.subtracting([Self.mountTable, Self.ruleset]))
        table.arm(inotify)
        watches = Mutex(table)
    }

    deinit {
        for descriptor in [inotify, wakeUp, mounts, rules?.descriptor ?? -1] where descriptor >= 0 { close(descriptor) }
    }

    /// Ends the current wait, or the next one; may be called from any thread.
    public func wake() { eventfd_write(wakeUp, 1) }

    /// Blocks until something changes, ``wake()`` is called or `timeout` has passed; for one thread at a time.
    public func waitForChange(timeout: Duration) -> Event {
        let deadline = Deadline(after: timeout)
        var changed = Set<String>()
        while changed.isEmpty {
            let ready = waitForInput(atMost: deadline.remaining)
            if ready.contains(.wakeUp) { return .woken }
            if ready.isEmpty, deadline.remaining == 0 { return .timedOut }
            changed.formUnion(read(ready))
        }
        let end = Deadline(after: Self.longestBurst)
        while end.remaining > 0 {
            let ready = waitForInput(atMost: min(end.remaining, Self.quiet.milliseconds), includingWakeUp: false)
            if ready.isEmpty { break }
            changed.formUnion(read(ready))
        }
        return .changed(changed)
    }

    private struct Input: OptionSet {
        let rawValue: Int
        static let files = Input(rawValue: 1)
        static let mounts = Input(rawValue: 2)
        static let wakeUp = Input(rawValue: 4)
        static let rules = Input(rawValue: 8)
    }

    private func waitForInput(atMost milliseconds: Int64, includingWakeUp: Bool = true) -> Input {
        var entries = [
            pollfd(fd: inotify, events: Int16(POLLIN), revents: 0),
            pollfd(fd: mounts, events: Int16(POLLPRI), revents: 0),
            pollfd(fd: includingWakeUp ? wakeUp : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: rules?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&entries, nfds_t(entries.count), Int32(clamping: milliseconds)) > 0 else { return [] }
        var ready: Input = []
        if entries[0].revents != 0 { ready.insert(.files) }
        if entries[1].revents != 0 { ready.insert(.mounts) }
        if entries[3].revents != 0 { ready.insert(.rules) }
        if entries[2].revents != 0 {
            var count: eventfd_t = 0
            eventfd_read(wakeUp, &count)
            ready.insert(.wakeUp)
        }
        return ready
    }

    /// The paths that the waiting events concern; arms the watches anew, as folders may have come or gone.
    private func read(_ ready: Input) -> Set<String> {
        var changed: Set<String> = ready.contains(.mounts) ? [Self.mountTable] : []
        if ready.contains(.rules), rules?.changed() == true { changed.insert(Self.ruleset) }
        guard ready.contains(.files) else { return changed }
        watches.withLock { table in
            var buffer = [UInt8](repeating: 0, count: 16 * 1024)
            while true {
                let count = Glibc.read(inotify, &buffer, buffer.count)
                guard count > 0 else { break }
                changed.formUnion(table.paths(concernedBy: buffer[..<count], inotify))
            }
            table.arm(inotify)
        }
        return changed
    }
}
