/// Which process holds which socket, by the links in each process's folder of descriptors.
struct SocketOwners {
    struct Owner: Hashable, Sendable {
        var process: Int32
        var name: String
        /// The effective user's identifier.
        var user: UInt32?
    }

    /// By inode; of several holders the process with the lowest number, which is mostly the parent of the others.
    private(set) var byInode: [String: Owner] = [:]
    /// Processes whose descriptors are not to be seen.
    private(set) var hidden = 0

    /// Looks for the holders of `inodes`; throws when there are no processes to see.
    init(of inodes: Set<String>, in machine: Machine) throws(MachineError) {
        let processes = try machine.names(in: "/proc").compactMap(Int32.init).sorted()
        for process in processes {
            let folder = "/proc/\(process)"
            let descriptors: [String]
            do {
                descriptors = try machine.names(in: "\(folder)/fd")
            } catch {
                // One that ended meanwhile holds nothing.
                if error.code != .missing { hidden += 1 }
                continue
            }
            var owner: Owner?
            for descriptor in descriptors {
                guard let link = try? machine.link("\(folder)/fd/\(descriptor)"), link.hasPrefix("socket:[") else {
                    continue
                }
                let inode = String(link.dropFirst(8).dropLast())
                guard inodes.contains(inode), byInode[inode] == nil else { continue }
                let found = owner ?? Self.owner(process, machine)
                owner = found
                byInode[inode] = found
            }
        }
    }

    private static func owner(_ process: Int32, _ machine: Machine) -> Owner {
        let name = (try? machine.text("/proc/\(process)/comm", limit: 64)) ?? ""
        return Owner(process: process, name: name, user: user(of: process, machine))
    }

    private static func user(of process: Int32, _ machine: Machine) -> UInt32? {
        guard var reader = try? machine.lines("/proc/\(process)/status") else { return nil }
        var line = [UInt8]()
        while (try? reader.next(into: &line)) == true {
            if line.begins(with: "Uid:") { return line.words.dropFirst(2).first.flatMap { UInt32($0.text) } }
        }
        return nil
    }
}
