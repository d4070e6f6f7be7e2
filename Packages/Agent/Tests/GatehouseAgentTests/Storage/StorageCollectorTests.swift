import GatehouseModel
import Testing

@testable import GatehouseAgent

struct StorageCollectorTests {
    private let machine: BlockDeviceFixture

    init() throws { machine = try BlockDeviceFixture() }

    /// Rows as `mount point: encryption`, and the verdict.
    private func collect() throws -> (rows: [String], verdict: Fact) {
        let facts = try machine.fixture.facts(of: StorageCollector())
        let rows = try #require(facts["storage.filesystems"]?.value).rows.map { row in
            "\(row["mountPoint"]?.text ?? ""): \(row["encryption"]?.text ?? "")"
        }
        return (rows, try #require(facts["storage.encrypted"]))
    }

    @Test func `LUKS below LVM below RAID is encrypted, and the boot partitions do not count`() throws {
        for disk in [("sda", 8), ("sdb", 65)] { try machine.disk(disk.0, disk.1, partitions: 3) }
        try machine.stacked("md0", "9:0", over: ["sda3", "sdb3"])
        try machine.stacked("dm-0", "253:0", identity: "CRYPT-LUKS2-0a1b-md0_crypt", over: ["md0"])
        try machine.stacked("dm-1", "253:1", identity: "LVM-abcdef", over: ["dm-0"])
        try machine.mount([
            "253:1 / / rw shared:1 - ext4 /dev/mapper/vg-root rw", "8:2 / /boot rw - ext4 /dev/sda2 rw",
            "8:1 / /boot/efi rw - vfat /dev/sda1 rw", "0:20 / /proc rw - proc proc rw",
            "0:21 / /tmp rw - tmpfs tmpfs rw",
            "0:45 / /var/lib/docker/overlay2/x/merged rw - overlay overlay rw",
        ])
        let found = try collect()
        #expect(found.rows == ["/: LUKS2", "/boot: none, boot", "/boot/efi: none, boot"])
        #expect(found.verdict.value == .boolean(true))
    }

    @Test func `RAID over LUKS with one plain member is not encrypted`() throws {
        for disk in [("sda", 8), ("sdb", 65)] { try machine.disk(disk.0, disk.1, partitions: 1) }
        try machine.stacked("dm-0", "253:0", identity: "CRYPT-LUKS1-x", over: ["sda1"])
        try machine.stacked("md0", "9:0", over: ["dm-0", "sdb1"])
        try machine.mount(["9:0 / / rw - xfs /dev/md0 rw"])
        let found = try collect()
        #expect(found.rows == ["/: none"])
        #expect(found.verdict.value == .boolean(false) && found.verdict.evidence == "not encrypted: / on /dev/md0")
    }

    @Test func `plain dm-crypt swap is encrypted, plain swap is not`() throws {
        try machine.disk("sda", 8, partitions: 3)
        try machine.stacked("dm-0", "253:0", identity: "CRYPT-LUKS2-x", over: ["sda1"])
        try machine.stacked("dm-1", "253:1", identity: "CRYPT-PLAIN-swap", over: ["sda2"])
        try machine.mount(["253:0 / / rw - ext4 /dev/dm-0 rw"])
        try machine.fixture.write("/proc/swaps", "Filename Type Size\n/dev/dm-1\tpartition 9\n/swapfile file 9\n")
        #expect(try collect().rows == ["/: LUKS2", "[swap]: dm-crypt plain"])
        try machine.fixture.write("/proc/swaps", "Filename Type Size\n/dev/sda3 partition 9\n")
        let found = try collect()
        #expect(found.rows == ["/: LUKS2", "[swap]: none"] && found.verdict.value == .boolean(false))
    }

    @Test func `swap in compressed memory is not at rest`() throws {
        try machine.disk("sda", 8, partitions: 1)
        try machine.stacked("dm-0", "253:0", identity: "CRYPT-LUKS2-x", over: ["sda1"])
        try machine.virtualDevice("zram0", "252:0")
        try machine.mount(["253:0 / / rw - ext4 /dev/dm-0 rw"])
        try machine.fixture.write("/proc/swaps", "Filename Type Size\n/dev/zram0 partition 9\n")
        let found = try collect()
        #expect(found.rows == ["/: LUKS2", "[swap]: memory only"] && found.verdict.value == .boolean(true))
    }

    @Test(arguments: ["CRYPT-VERITY-x", "CRYPT-INTEGRITY-x", "LVM-x", "mpath-x"])
    func `other targets of device-mapper do not encrypt`(identity: String) throws {
        try machine.disk("sda", 8, partitions: 1)
        try machine.stacked("dm-0", "253:0", identity: identity, over: ["sda1"])
        try machine.mount(["253:0 / / rw - ext4 /dev/dm-0 rw"])
        #expect(try collect().verdict.value == .boolean(false))
    }

    @Test func `a device-mapper target without uuid is not guessed`() throws {
        try machine.disk("sda", 8, partitions: 1)
        try machine.stacked("dm-0", "253:0", identity: "", over: ["sda1"])
        try machine.mount(["253:0 / / rw - ext4 /dev/dm-0 rw"])
        #expect(try collect().verdict.missing?.contains("without uuid") == true)
    }

    @Test func `a loop device is as the filesystem of its file`() throws {
        try machine.disk("sda", 8, partitions: 2)
        try machine.stacked("dm-0", "253:0", identity: "CRYPT-LUKS2-x", over: ["sda1"])
        try machine.loop("loop0", "7:0", file: "/home/a/disk.img")
        try machine.loop("loop1", "7:1", file: "/srv/disk.img")
        try machine.loop("loop2", "7:2", file: "/home/a/gone.img (deleted)")
        try machine.mount([
            "253:0 / / rw - ext4 /dev/dm-0 rw", "8:2 / /srv rw - ext4 /dev/sda2 rw", "7:0 / /a rw - ext4 /dev/loop0 rw",
            "7:1 / /b rw - ext4 /dev/loop1 rw", "7:2 / /c rw - ext4 /dev/loop2 rw",
        ])
        #expect(
            try collect().rows == [
                "/: LUKS2", "/a: LUKS2", "/b: none",
                "/c: unknown: the loop device's backing file is not to be found", "/srv: none",
            ])
    }

    @Test func `a loop of loop devices ends`() throws {
        try machine.loop("loop0", "7:0", file: "/a/disk.img")
        try machine.mount(["7:0 / /a rw - ext4 /dev/loop0 rw"])
        #expect(try collect().verdict.missing?.contains("nest deeper") == true)
    }

    @Test func `read-only media are listed and do not count`() throws {
        try machine.disk("sda", 8, partitions: 1)
        try machine.disk("sr0", 11, partitions: 0, removable: true)
        try machine.stacked("dm-0", "253:0", identity: "CRYPT-LUKS2-x", over: ["sda1"])
        try machine.loop("loop0", "7:0", file: "/var/lib/snapd/x.snap")
        try machine.mount([
            "253:0 / / rw - ext4 /dev/dm-0 rw", "7:0 / /snap/x/1 ro - squashfs /dev/loop0 ro",
            "11:0 / /mnt ro - iso9660 /dev/sr0 ro",
        ])
        let found = try collect()
        #expect(found.rows == ["/: LUKS2", "/mnt: none, read-only media", "/snap/x/1: LUKS2, read-only media"])
        #expect(found.verdict.value == .boolean(true))
    }

    @Test func `a USB stick counts as soon as the system lies on it`() throws {
        try machine.disk("sda", 8, partitions: 1)
        try machine.disk("sdb", 65, partitions: 1, bus: "pci0000:00/usb1/1-1")
        try machine.stacked("dm-0", "253:0", identity: "CRYPT-LUKS2-x", over: ["sda1"])
        try machine.mount(["253:0 / / rw - ext4 /dev/dm-0 rw", "65:1 / /media/me/stick rw - vfat /dev/sdb1 rw"])
        #expect(try collect().verdict.value == .boolean(true))
        try machine.mount(["253:0 / / rw - ext4 /dev/dm-0 rw", "65:1 / /home rw - ext4 /dev/sdb1 rw"])
        #expect(try collect().verdict.value == .boolean(false))
    }

    @Test func `btrfs is encrypted if all its devices are, ZFS cannot be told`() throws {
        try machine.disk("sda", 8, partitions: 2)
        try machine.stacked("dm-0", "253:0", identity: "CRYPT-LUKS2-x", over: ["sda1"])
        try machine.stacked("dm-1", "253:1", identity: "CRYPT-LUKS2-y", over: ["sda2"])
        for member in ["dm-0", "dm-1"] {
            try machine.fixture.link(
                "/sys/fs/btrfs/0f-1/devices/\(member)", to: "\(machine.fixture.path)/sys/class/block/\(member)")
        }
        try machine.mount([
            "0:30 /@ / rw - btrfs /dev/dm-0 rw", "0:30 /@home /home rw - btrfs /dev/dm-0 rw",
        ])
        let found = try collect()
        #expect(found.rows == ["/: LUKS2"] && found.verdict.value == .boolean(true))
        try machine.mount(["0:31 / / rw - zfs rpool/root rw"])
        #expect(try collect().verdict.missing == "/ on rpool/root: zfs does not show its devices")
        try machine.virtualDevice("zd0", "230:0")
        try machine.mount(["230:0 / / rw - ext4 /dev/zd0 rw"])
        #expect(try collect().verdict.missing?.contains("ZFS does not show") == true)
    }

    @Test func `bind mounts and odd characters make one row a filesystem`() throws {
        try machine.disk("sda", 8, partitions: 1)
        try machine.mount([
            "8:1 /dir /a rw - ext4 /dev/sda1 rw", "8:1 / /long\\040name\\134 rw shared:1 master:2 - ext4 /dev/sda1 rw",
        ])
        #expect(try collect().rows == ["/long name\\: none"])
    }

    @Test func `a machine without disks has nothing to encrypt`() throws {
        try machine.mount(["0:20 / / rw - overlay overlay rw"])
        #expect(try collect().verdict.isAbsent)
    }

    @Test func `an unreadable mount table is unavailable`() throws {
        let facts = try Fixture().facts(of: StorageCollector())
        #expect(facts.values.allSatisfy { $0.missing != nil })
    }
}
