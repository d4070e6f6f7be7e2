#if os(Linux)
    import Glibc
    import Synchronization

    /// What the program asked the disk to keep, file by file, and where a test wants the disk to fail.
    ///
    /// The function below stands before the C library's own in this program, so SQLite calls it.
    enum DiskSyncs {
        private static let counts = Mutex<[String: Int]>([:])
        private static let failing = Mutex<Set<String>>([])

        static func count(of path: String) -> Int { counts.withLock { $0[path] ?? 0 } }

        static func fail(_ path: String, _ fails: Bool) {
            failing.withLock { set in
                if fails { set.insert(path) } else { set.remove(path) }
            }
        }

        fileprivate static func sync(_ descriptor: CInt) -> CInt {
            let path = path(of: descriptor)
            guard !failing.withLock({ $0.contains(path) }) else {
                errno = EIO
                return -1
            }
            let result = fsync(descriptor)
            if result == 0 { counts.withLock { $0[path, default: 0] += 1 } }
            return result
        }

        private static func path(of descriptor: CInt) -> String {
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
                guard let start = buffer.baseAddress else { return "" }
                let length = readlink("/proc/self/fd/\(descriptor)", start, buffer.count)
                return String(decoding: buffer.prefix(max(length, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            }
        }
    }

    @_cdecl("fdatasync")
    func recordedDataSync(_ descriptor: CInt) -> CInt { DiskSyncs.sync(descriptor) }
#endif
