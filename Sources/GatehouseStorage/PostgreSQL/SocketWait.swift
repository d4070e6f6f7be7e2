import Glibc

/// Waits for a socket without ever waiting for good.
enum SocketWait {
    /// `false` when nothing came until the deadline; without one it waits as long as it takes.
    static func wait(_ socket: Int32, _ events: Int16, until deadline: ContinuousClock.Instant?) -> Bool {
        while true {
            var milliseconds: Int32 = -1
            if let deadline {
                let left = (deadline - .now).milliseconds
                guard left > 0 else { return false }
                milliseconds = Int32(clamping: left)
            }
            var descriptor = pollfd(fd: socket, events: events, revents: 0)
            let count = poll(&descriptor, 1, milliseconds)
            if count > 0 { return true }
            guard count == 0 || errno == EINTR else { return false }
        }
    }
}
