import Foundation

/// Builds the sysfs of block devices that this machine does not have.
struct BlockDeviceFixture {
    let fixture: Fixture

    init() throws { fixture = try Fixture(["/proc/self/mountinfo": "", "/proc/swaps": "Filename Type\n"]) }

    private static let virtual = "/sys/devices/virtual/block"

    /// A disk with partitions: `sda` as 8:0 with `sda1` as 8:1, and so on.
    func disk(
        _ name: String, _ major: Int, partitions: Int, removable: Bool = false, bus: String = "pci0000:00"
    ) throws {
        let folder = "/sys/devices/\(bus)/block/\(name)"
        try device(folder, name, "\(major):0")
        try fixture.write("\(folder)/removable", removable ? "1\n" : "0\n")
        for index in 0..<partitions {
            let partition = name.hasPrefix("nvme") ? "\(name)p\(index + 1)" : "\(name)\(index + 1)"
            try device("\(folder)/\(partition)", partition, "\(major):\(index + 1)")
            try fixture.write("\(folder)/\(partition)/partition", "\(index + 1)\n")
        }
    }

    /// A device made of others, as dm, md and bcache are; `identity` is the uuid of device-mapper.
    func stacked(_ name: String, _ number: String, identity: String? = nil, over parts: [String]) throws {
        let folder = "\(Self.virtual)/\(name)"
        try device(folder, name, number)
        if let identity { try fixture.write("\(folder)/dm/uuid", identity + "\n") }
        for part in parts {
            try fixture.link("\(folder)/slaves/\(part)", to: "\(fixture.path)/sys/class/block/\(part)")
        }
    }

    func loop(_ name: String, _ number: String, file: String) throws {
        try device("\(Self.virtual)/\(name)", name, number)
        try fixture.write("\(Self.virtual)/\(name)/loop/backing_file", file + "\n")
    }

    func virtualDevice(_ name: String, _ number: String) throws { try device("\(Self.virtual)/\(name)", name, number) }

    func mount(_ lines: [String]) throws {
        let text = lines.enumerated().map { "\($0 + 20) 1 \($1)\n" }.joined()
        try fixture.write("/proc/self/mountinfo", text)
    }

    private func device(_ folder: String, _ name: String, _ number: String) throws {
        try fixture.write("\(folder)/dev", number + "\n")
        try fixture.link("/sys/dev/block/\(number)", to: "../..\(folder.dropFirst(4))")
        try fixture.link("/sys/class/block/\(name)", to: "../..\(folder.dropFirst(4))")
    }
}
