/// What shows that an SSH server listens: the kernel's listening sockets and the processes that hold them.
struct SSHServerProcess {
    let machine: Machine

    /// A process and its command line.
    struct Found {
        var evidence: String
        var commandLine: [String]
    }

    /// The process that listens; `nil` if none does.
    ///
    /// `ports` tell the service manager's socket from others.
    func listening(on ports: [Int64]) throws(MachineError) -> Found? {
        let sockets = try listeners()
        guard !sockets.isEmpty else { return nil }
        var hidden: Found?
        for process in try machine.names(in: "/proc") where process.utf8.allSatisfy(\.isDigit) {
            guard let name = try? machine.text("/proc/\(process)/comm", limit: 64) else { continue }
            let isServer = name == "sshd" || name == "dropbear"
            guard isServer || (process == "1" && name == "systemd") else { continue }
            let found = Found(evidence: "\(name), process \(process)", commandLine: commandLine(of: process))
            guard let held = heldSockets(of: process) else {
                if isServer, sockets.values.contains(where: ports.contains) { hidden = found }
                continue
            }
            let listened = held.compactMap { sockets[$0] }.filter { isServer || ports.contains($0) }
            guard let port = listened.min() else { continue }
            return isServer
                ? Found(evidence: "\(found.evidence), listens on port \(port)", commandLine: found.commandLine)
                : Found(evidence: "systemd listens on port \(port) for it", commandLine: [])
        }
        return hidden
    }

    /// Port by inode of every listening TCP socket.
    private func listeners() throws(MachineError) -> [String: Int64] {
        var sockets = [String: Int64]()
        for path in ["/proc/net/tcp", "/proc/net/tcp6"] where machine.exists(path) {
            var reader = try machine.lines(path)
            var line = [UInt8]()
            while try reader.next(into: &line) {
                let words = line.words
                guard words.count > 9, words[3].elementsEqual("0A".utf8),
                    let port = Int64(words[1].suffix(4).text, radix: 16)
                else { continue }
                sockets[words[9].text] = port
            }
        }
        return sockets
    }

    /// The inodes of the sockets that a process holds; `nil` when that is not to be seen.
    private func heldSockets(of process: String) -> [String]? {
        guard let descriptors = try? machine.names(in: "/proc/\(process)/fd") else { return nil }
        return descriptors.compactMap { descriptor in
            guard let link = try? machine.link("/proc/\(process)/fd/\(descriptor)"), link.hasPrefix("socket:[") else {
                return nil
            }
            return String(link.dropFirst(8).dropLast())
        }
    }

    private func commandLine(of process: String) -> [String] {
        let bytes = (try? machine.bytes("/proc/\(process)/cmdline", limit: 64 * 1024)) ?? []
        return bytes.split { $0 == 0 || $0.isSpace }.map(\.text)
    }
}
