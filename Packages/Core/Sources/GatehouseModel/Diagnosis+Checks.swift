extension Diagnosis {
    /// A folder for one user alone.
    ///
    /// - Parameter mode: the permission bits, and nothing else; `nil` when there is no such folder.
    public static func privateFolder(_ check: String, _ path: String, mode: UInt32?, isOwn: Bool) -> Self {
        guard let mode else { return Self(check, .broken, "there is no folder `\(path)`") }
        guard isOwn else {
            return Self(
                check, .broken, "`\(path)` belongs to another user", mend: "run this as its owner, or `chown` it")
        }
        guard mode & 0o077 == 0 else {
            return Self(
                check, .broken, "others may look into `\(path)` (mode \(octal(mode)))", mend: "chmod 700 \(path)")
        }
        return Self(check, .good, "\(path), mode \(octal(mode))")
    }

    /// Files that only their owner may read; those that are not there have no mode and are left out.
    public static func secrets(_ check: String, _ files: [(path: String, mode: UInt32?)]) -> Self {
        let there = files.compactMap { file in file.mode.map { (path: file.path, mode: $0) } }
        let open = there.filter { $0.mode & 0o077 != 0 }
        guard open.isEmpty else {
            let names = open.map(\.path)
            return Self(
                check, .broken, "others may read \(names.map { "`\($0)`" }.joined(separator: ", "))",
                mend: "chmod 600 \(names.joined(separator: " "))")
        }
        return Self(
            check, .good,
            there.count == 1 ? "1 file, for its owner alone" : "\(there.count) files, for their owner alone")
    }

    /// A certificate that should be renewed before the last `margin` of its time.
    public static func certificate(
        _ check: String, from notBefore: Instant, until notAfter: Instant, margin: Duration, now: Instant, mend: String
    ) -> Self {
        if now < notBefore {
            return Self(
                check, .broken, "it is good from \(notBefore) only, and it is \(now) here", mend: "set the clock")
        }
        if now >= notAfter { return Self(check, .broken, "it ended \(notAfter)", mend: mend) }
        if notAfter - now < margin {
            return Self(check, .doubtful, "it ends \(notAfter), and should have been renewed", mend: mend)
        }
        return Self(check, .good, "until \(notAfter)")
    }

    /// This machine's clock against the server's.
    public static func clock(_ check: String, here: Instant, server: Instant) -> Self {
        let ahead = here - server
        let size = ahead < .zero ? .zero - ahead : ahead
        let words = "\(size.text) \(ahead < .zero ? "behind" : "ahead of") the server's"
        if size < .seconds(30) { return Self(check, .good, "within 30s of the server's") }
        return Self(
            check, size < .seconds(300) ? .doubtful : .broken, words,
            mend: "synchronise the clock: timedatectl set-ntp true")
    }

    /// Room on the disk of a folder: under `low` bytes to look at, under `least` broken.
    public static func disk(_ check: String, _ path: String, free: UInt64, low: UInt64, least: UInt64) -> Self {
        let words = "\(free >> 20) MiB free at \(path)"
        guard free < low else { return Self(check, .good, words) }
        return Self(check, free < least ? .broken : .doubtful, words, mend: "make room")
    }

    /// When the server acknowledged something last, against how often it should.
    public static func lastContact(_ check: String, at last: Instant?, interval: Duration, now: Instant) -> Self {
        guard let last else {
            return Self(check, .doubtful, "none yet", mend: "start the agent: systemctl start gatehouse-agent")
        }
        let age = now - last
        let words = "\(max(age, .zero).text) ago"
        if age <= interval * 2 { return Self(check, .good, words) }
        return Self(
            check, age <= .seconds(86_400) ? .doubtful : .broken, words,
            mend: "is it running? journalctl -u gatehouse-agent")
    }

    private static func octal(_ mode: UInt32) -> String { String(mode, radix: 8) }
}
