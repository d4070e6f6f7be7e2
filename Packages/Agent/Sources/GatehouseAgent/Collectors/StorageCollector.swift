public import GatehouseModel

/// Which mounted filesystems are at rest on encrypted devices.
///
/// Encryption below the block layer (self-encrypting drives) and above it (fscrypt, eCryptfs) is not counted; ZFS's own
/// cannot be told. Network, memory and stacked filesystems hold nothing on a disk of this machine and are left out.
public struct StorageCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "storage"
    /// The table, and the one answer for what counts in it.
    public let keys: [FactKey] = ["storage.filesystems", "storage.encrypted"]
    /// The mount table, of which the kernel tells by poll(2).
    public let watches = [MountTable.path]
    private static let swaps = "/proc/swaps"

    /// Keeps nothing between runs.
    public init() {}

    private static let sources = "\(MountTable.path), \(swaps), /sys/dev/block"
    /// Filesystems on local disks that show an anonymous device number.
    private static let anonymous: Set<String> = ["btrfs", "zfs", "bcachefs", "ubifs", "jffs2"]
    private static let readOnlyMedia: Set<String> = ["squashfs", "iso9660", "erofs", "cramfs", "romfs"]
    /// The boot loader reads these before anything can be decrypted.
    private static let bootFolders: Set<String> = ["/boot", "/boot/efi", "/efi"]
    private static let removableFolders = ["/media/", "/run/media/", "/mnt/"]

    /// A mount table that cannot be read makes both unavailable; swap that cannot be read is left out.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        let table: MountTable
        do {
            table = try MountTable(machine)
        } catch {
            return unavailable(error.message, in: machine, at: now)
        }
        let devices = BlockDevices(machine: machine, mounts: table)
        let filesystems = Self.filesystems(table, devices) + Self.swapDevices(machine, devices)
        let counted = filesystems.filter { $0.isCounted && $0.state != .memory }
        let evidence = "\(counted.count) of \(filesystems.count) filesystems counted"
        return [
            machine.fact(
                "storage.filesystems",
                .known(.list(filesystems.map(\.row)), source: Self.sources, evidence: evidence), at: now),
            machine.fact("storage.encrypted", Self.verdict(on: counted), at: now),
        ]
    }

    /// One plain filesystem decides, then one that cannot be told.
    private static func verdict(on counted: [Filesystem]) -> Observation {
        let plain = counted.filter { $0.state == .plain }.map(\.label)
        guard plain.isEmpty else {
            return .known(
                .boolean(false), source: sources, evidence: "not encrypted: \(plain.joined(separator: ", "))")
        }
        for filesystem in counted {
            guard case .unknown(let reason) = filesystem.state else { continue }
            return .unavailable("\(filesystem.label): \(reason)", source: sources)
        }
        guard !counted.isEmpty else { return .absent("no filesystem on a fixed disk is mounted", source: sources) }
        let names = counted.map(\.label).joined(separator: ", ")
        return .known(.boolean(true), source: sources, evidence: "encrypted: \(names)")
    }

    /// One row a filesystem: of several mounts of it the one of its root at the shortest path.
    private static func filesystems(_ table: MountTable, _ devices: BlockDevices) -> [Filesystem] {
        let onDisk = table.mounts.filter { $0.hasBlockDevice || anonymous.contains($0.type) }
        let byDevice = Dictionary(grouping: onDisk, by: \.device)
        return byDevice.values.compactMap { mounts -> Filesystem? in
            guard let mount = mounts.min(by: { order(of: $0) < order(of: $1) }) else { return nil }
            let isMedia = readOnlyMedia.contains(mount.type) || (mount.type == "udf" && mount.isReadOnly)
            let isRemovable =
                devices.isRemovable(mount.device)
                && mounts.allSatisfy { each in
                    removableFolders.contains { "\(each.mountPoint)/".hasPrefix($0) }
                }
            return Filesystem(
                mountPoint: mount.mountPoint, type: mount.type,
                device: devices.name(of: mount.device).map { "/dev/\($0)" } ?? mount.source,
                state: devices.encryption(of: mount), isReadOnlyMedia: isMedia, isRemovable: isRemovable,
                isBoot: mounts.allSatisfy { bootFolders.contains($0.mountPoint) })
        }
        .sorted { ($0.mountPoint, $0.device) < ($1.mountPoint, $1.device) }
    }

    /// Swap on devices of its own holds what was in memory; swap files lie on a filesystem that is listed anyway.
    private static func swapDevices(_ machine: Machine, _ devices: BlockDevices) -> [Filesystem] {
        let lines = ((try? machine.text(swaps)) ?? "").split(separator: "\n").dropFirst()
        return lines.compactMap { line -> Filesystem? in
            let words = line.split { $0 == " " || $0 == "\t" }
            guard words.count > 1, words[1] == "partition", let name = words[0].split(separator: "/").last else {
                return nil
            }
            let number = try? machine.text("/sys/class/block/\(name)/dev", limit: 32)
            return Filesystem(
                mountPoint: "[swap]", type: "swap", device: "/dev/\(name)",
                state: number.map(devices.encryption) ?? .unknown("no device \(name) in sysfs"))
        }
        .sorted { $0.device < $1.device }
    }

    private static func order(of mount: Mount) -> (Int, Int, String) {
        (mount.folder == "/" ? 0 : 1, mount.mountPoint.utf8.count, mount.mountPoint)
    }
}

/// A mounted filesystem or swap device with what was found out about it.
private struct Filesystem {
    var mountPoint: String
    var type: String
    var device: String
    var state: EncryptionState
    var isReadOnlyMedia = false
    var isRemovable = false
    var isBoot = false

    var isCounted: Bool { !isReadOnlyMedia && !isRemovable && !isBoot }
    var label: String { "\(mountPoint) on \(device)" }

    var row: FactValue {
        var fields: [String: FactValue] = [
            "device": .text(device), "mountPoint": .text(mountPoint), "type": .text(type),
        ]
        let found: (Bool?, String)
        switch state {
        case .encrypted(let kind): found = (true, kind)
        case .plain: found = (false, "none")
        case .memory: found = (nil, "memory only")
        case .unknown(let reason): found = (nil, "unknown: \(reason)")
        }
        fields["encrypted"] = found.0.map(FactValue.boolean)
        let remark = isReadOnlyMedia ? ", read-only media" : isRemovable ? ", removable" : isBoot ? ", boot" : ""
        fields["encryption"] = .text(found.1 + remark)
        return .record(fields)
    }
}
