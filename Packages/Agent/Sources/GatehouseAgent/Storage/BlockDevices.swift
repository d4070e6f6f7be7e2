/// Block devices as sysfs shows them, and what lies below each.
struct BlockDevices {
    private static let deepest = 16

    let machine: Machine
    let mounts: MountTable

    /// What the filesystem of `mount` is written through.
    func encryption(of mount: Mount) -> EncryptionState {
        encryption(of: mount, depth: 0)
    }

    /// What is written to the device `number` (`major:minor`) is written through.
    func encryption(of number: String) -> EncryptionState {
        encryption(of: number, depth: 0)
    }

    /// Whether the disk below a partition can be taken out, by the kernel's word or because it is on USB.
    func isRemovable(_ number: String) -> Bool {
        guard let folder = folder(of: number) else { return false }
        let disk = machine.exists("\(folder)/partition") ? Self.parent(of: folder) : folder
        if (try? machine.text("\(disk)/removable", limit: 16)) == "1" { return true }
        return disk.split(separator: "/").contains { $0.hasPrefix("usb") }
    }

    /// The kernel's name of a device, as `dm-0`.
    func name(of number: String) -> String? {
        folder(of: number)?.split(separator: "/").last.map(String.init)
    }

    private func encryption(of mount: Mount, depth: Int) -> EncryptionState {
        if mount.hasBlockDevice { return encryption(of: mount.device, depth: depth) }
        switch mount.type {
        case "btrfs": return btrfs(mount, depth: depth)
        case "tmpfs", "ramfs", "devtmpfs", "rootfs": return .memory
        default: return .unknown("\(mount.type) does not show its devices")
        }
    }

    private func encryption(of number: String, depth: Int) -> EncryptionState {
        guard depth < Self.deepest else { return .unknown("devices nest deeper than \(Self.deepest)") }
        guard let folder = folder(of: number) else { return .unknown("no device \(number) in sysfs") }
        if machine.exists("\(folder)/partition") {
            return encryption(at: Self.parent(of: folder), depth: depth + 1)
        }
        return encryption(at: folder, depth: depth)
    }

    private func encryption(at folder: String, depth: Int) -> EncryptionState {
        guard depth < Self.deepest else { return .unknown("devices nest deeper than \(Self.deepest)") }
        let name = folder.split(separator: "/").last ?? ""
        if name.hasPrefix("zram") || name.hasPrefix("ram") { return .memory }
        if name.hasPrefix("zd") { return .unknown("ZFS does not show what is below its volumes") }
        if machine.exists("\(folder)/loop/backing_file") { return loop(folder, depth: depth) }
        let below = EncryptionState.spread(over: parts(of: folder, depth: depth))
        guard machine.exists("\(folder)/dm") else {
            if case .unknown = below, !hasParts(folder) { return .plain }
            return below
        }
        return mapped(folder, below: below)
    }

    /// A device-mapper target tells what it is by the prefix of its uuid; one without uuid may be anything.
    private func mapped(_ folder: String, below: EncryptionState) -> EncryptionState {
        let identity = (try? machine.text("\(folder)/dm/uuid", limit: 256)) ?? ""
        let words = identity.split(separator: "-")
        let kinds: [Substring: String] = [
            "LUKS1": "LUKS1", "LUKS2": "LUKS2", "PLAIN": "dm-crypt plain", "BITLK": "BitLocker", "TCRYPT": "TCRYPT",
            "LOOPAES": "loop-AES", "FVAULT2": "FileVault2",
        ]
        if words.first == "CRYPT", words.count > 1, let kind = kinds[words[1]] { return .encrypted(kind) }
        if identity.isEmpty, below == .plain { return .unknown("a device-mapper target without uuid") }
        return below
    }

    private func hasParts(_ folder: String) -> Bool {
        !((try? machine.names(in: "\(folder)/slaves")) ?? []).isEmpty
    }

    private func parts(of folder: String, depth: Int) -> [EncryptionState] {
        let names = (try? machine.names(in: "\(folder)/slaves")) ?? []
        return names.map { name in
            guard let number = try? machine.text("\(folder)/slaves/\(name)/dev", limit: 32) else {
                return .unknown("`\(folder)/slaves/\(name)` has no number")
            }
            return encryption(of: number, depth: depth + 1)
        }
    }

    /// A loop device is as its backing file's filesystem.
    private func loop(_ folder: String, depth: Int) -> EncryptionState {
        guard let file = try? machine.text("\(folder)/loop/backing_file", limit: 4096), !file.hasSuffix(" (deleted)"),
            let mount = mounts.holder(of: file)
        else { return .unknown("the loop device's backing file is not to be found") }
        guard depth + 1 < Self.deepest else { return .unknown("devices nest deeper than \(Self.deepest)") }
        return encryption(of: mount, depth: depth + 1)
    }

    /// btrfs has an anonymous number; its devices are listed by filesystem below `/sys/fs/btrfs`.
    private func btrfs(_ mount: Mount, depth: Int) -> EncryptionState {
        let kernelName =
            machine.resolve(mount.source)?.split(separator: "/").last.map(String.init)
            ?? mount.source.split(separator: "/").last.map(String.init) ?? ""
        let pools = (try? machine.names(in: "/sys/fs/btrfs")) ?? []
        for pool in pools {
            let folder = "/sys/fs/btrfs/\(pool)/devices"
            guard let members = try? machine.names(in: folder), members.contains(kernelName) else { continue }
            return .spread(
                over: members.map { member in
                    guard let number = try? machine.text("\(folder)/\(member)/dev", limit: 32) else {
                        return .unknown("`\(folder)/\(member)` has no number")
                    }
                    return encryption(of: number, depth: depth + 1)
                })
        }
        return .unknown("btrfs does not show its devices")
    }

    private func folder(of number: String) -> String? {
        machine.resolve("/sys/dev/block/\(number)")
    }

    private static func parent(of folder: String) -> String {
        String(folder[..<(folder.lastIndex(of: "/") ?? folder.endIndex)])
    }
}
