import Glibc

extension Machine {
    /// Replaces a file whole and durably, with the rights of the one before or 0644.
    func replace(_ path: String, _ bytes: [UInt8]) throws(MachineError) {
        let target = hostPath(path)
        var status = stat()
        let mode = stat(target, &status) == 0 ? status.st_mode & 0o7777 : 0o644
        let draft = target + ".gatehouse"
        unlink(draft)
        let descriptor = Glibc.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw MachineError(errno: errno, path) }
        let isWritten =
            fchmod(descriptor, mode) == 0 && write(descriptor, bytes, bytes.count) == bytes.count
            && fsync(descriptor) == 0
        let failure = errno
        close(descriptor)
        guard isWritten else {
            unlink(draft)
            throw MachineError(errno: failure, path)
        }
        guard rename(draft, target) == 0 else { throw MachineError(errno: errno, path) }
    }
}
