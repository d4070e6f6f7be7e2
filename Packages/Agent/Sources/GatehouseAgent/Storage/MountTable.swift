import GatehouseModel

/// One line of proc_pid_mountinfo(5).
struct Mount: Hashable, Sendable {
    /// `major:minor` of the filesystem; major 0 has no block device of its own.
    var device: String
    /// The folder of the filesystem that is mounted; `/` unless it is a bind mount or a subvolume.
    var folder: String
    var mountPoint: String
    var type: String
    var source: String
    var isReadOnly: Bool

    var hasBlockDevice: Bool { !device.hasPrefix("0:") }

    /// Whether `path` lies at or below the mount point.
    func covers(_ path: String) -> Bool {
        mountPoint == "/" || path == mountPoint || path.hasPrefix(mountPoint + "/")
    }

    init?(line: [UInt8]) {
        let words = line.words
        guard words.count >= 10, let dash = words.dropFirst(6).firstIndex(where: { $0.elementsEqual("-".utf8) }),
            dash + 3 < words.count
        else { return nil }
        device = words[2].text
        folder = Self.unescaped(words[3])
        mountPoint = Self.unescaped(words[4])
        type = words[dash + 1].text
        source = Self.unescaped(words[dash + 2])
        isReadOnly = words[dash + 3].text.split(separator: ",").contains("ro")
    }

    /// Spaces, tabs, line feeds and backslashes stand as three octal digits after a backslash.
    private static func unescaped(_ word: ArraySlice<UInt8>) -> String {
        var result = [UInt8]()
        var rest = word
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            if byte == UInt8(ascii: "\\"), digits.count == 3, let value = UInt8(digits.text, radix: 8) {
                result.append(value)
                rest = rest.dropFirst(3)
            } else {
                result.append(byte)
            }
        }
        return result.text
    }
}

/// What is mounted where, in the order of mounting.
struct MountTable {
    static let path = "/proc/self/mountinfo"

    let mounts: [Mount]

    init(_ machine: Machine) throws(MachineError) {
        var reader = try machine.lines(Self.path)
        var line = [UInt8]()
        var mounts = [Mount]()
        while try reader.next(into: &line) {
            if let mount = Mount(line: line) { mounts.append(mount) }
        }
        self.mounts = mounts
    }

    /// The mount that holds `path`: the deepest, and of several at one place the last.
    func holder(of path: String) -> Mount? {
        mounts.filter { $0.covers(path) }.enumerated().max {
            ($0.element.mountPoint.utf8.count, $0.offset) < ($1.element.mountPoint.utf8.count, $1.offset)
        }?.element
    }
}
