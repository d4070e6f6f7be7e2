import GatehouseModel
import Testing

@testable import GatehouseAgent

struct RemovableStorageCollectorTests {
    private static func outline(_ key: FactKey, _ files: [String: String]) throws -> String {
        try Fixture(files.merging(["/sys/module/x/y": "", "/proc/modules": ""]) { one, _ in one })
            .facts(of: RemovableStorageCollector()).outline(key)
    }

    private static func blocked(_ rules: String, _ more: [String: String] = [:]) throws -> String {
        try outline("usb.storage.blocked", more.merging(["/etc/modprobe.d/usb.conf": rules]) { one, _ in one })
    }

    @Test(arguments: [
        ("install usb-storage /bin/false", "true"), ("install usb_storage /bin/true", "true"),
        ("install usb-storage \\\n /usr/bin/false", "true"), ("blacklist usb-storage\nblacklist uas", "true"),
        ("blacklist usb-storage", "false"), ("blacklist uas", "false"), ("# install usb-storage /bin/false", "false"),
        ("install usb-storage /sbin/modprobe --ignore-install usb-storage", "false"), ("install usb-storage", "false"),
        ("installusb-storage /bin/false", "false"), ("", "false"),
    ])
    func `storage on USB is blocked when nothing brings its driver in`(rules: String, expected: String) throws {
        #expect(try Self.blocked(rules) == expected)
    }

    @Test func `a driver that is in the kernel already is not blocked`() throws {
        let loaded = ["/sys/module/usb_storage/refcnt": "0"]
        #expect(try Self.blocked("install usb-storage /bin/false", loaded) == "false")
    }

    @Test func `a file hides its namesakes in the folders after it`() throws {
        let vendor = ["/usr/lib/modprobe.d/usb.conf": "install usb-storage /bin/false"]
        #expect(try Self.blocked("# nothing", vendor) == "false")
        let other = ["/usr/lib/modprobe.d/other.conf": "install usb-storage /bin/false", "/etc/modprobe.d/a.txt": "x"]
        #expect(try Self.blocked("# nothing", other) == "true")
    }

    @Test func `the kernel's command line counts`() throws {
        #expect(try Self.blocked("", ["/proc/cmdline": "quiet module_blacklist=a,usb-storage\n"]) == "true")
        #expect(try Self.blocked("", ["/proc/cmdline": "modprobe.blacklist=usb-storage,uas\n"]) == "true")
        #expect(try Self.blocked("", ["/proc/cmdline": "modprobe.blacklist=usb-storage\n"]) == "false")
    }

    @Test func `rules are those that modprobe shows`() throws {
        let fixture = try Fixture([
            "/etc/modprobe.d/a.conf": "blacklist usb-storage\ninstall uas  /bin/false now\n#blacklist no\nalias x y\n",
            "/etc/modprobe.d/b.conf": "install uas /bin/true\nblacklist \\\n  pc-speaker\noptions z a=1\n",
        ])
        let lines = try Tool.modprobe.output("-C", fixture.path + "/etc/modprobe.d", "-c").split(separator: "\n")
        let theirs = lines.map { $0.split(separator: " ", maxSplits: 2).map(String.init) }
        let ours = try ModuleBlocklist(fixture.machine)
        #expect(Set(theirs.filter { $0[0] == "blacklist" }.map { $0[1] }) == Set(ours.blacklisted.keys))
        let install = try #require(theirs.first { $0[0] == "install" && $0[1] == "uas" })
        #expect(install[2].split(separator: " ").joined(separator: " ") == ours.installed["uas"]?.command)
    }

    @Test func `without sysfs or procfs nobody knows`() throws {
        let key: FactKey = "usb.storage.blocked"
        #expect(try Fixture().facts(of: RemovableStorageCollector()).outline(key) == "unavailable")
        let fixture = try Fixture(["/sys/module/x/y": ""])
        #expect(try fixture.facts(of: RemovableStorageCollector()).outline(key) == "unavailable")
        try fixture.write("/proc/sys/kernel/tainted", "0")
        #expect(try fixture.facts(of: RemovableStorageCollector()).outline(key) == "true")
    }

    @Test func `damaged rules of modprobe cause no crashes`() throws {
        var random = Seeded(FuzzEffort.seed(3))
        let rules = Array("blacklist usb-storage\ninstall uas \\\n /bin/false\n".utf8)
        for _ in 0..<FuzzEffort.rounds(200) {
            let fixture = try Fixture()
            try fixture.write("/etc/modprobe.d/x.conf", bytes: Mutation.of(rules + rules, with: &random))
            #expect(try ModuleBlocklist(fixture.machine).blacklisted.count <= 10)
        }
    }

    @Test(arguments: [
        ("ImplicitPolicyTarget=block\n", "enforcing"), ("#ImplicitPolicyTarget=allow\n", "enforcing"),
        ("ImplicitPolicyTarget = allow\n", "permissive"), ("ImplicitPolicyTarget=reject", "enforcing"),
        ("ImplicitPolicyTarget=bl\0ck", "permissive"),
    ])
    func `USBGuard protects while it blocks what it does not know`(settings: String, expected: String) throws {
        let files = ["/proc/7/comm": "usbguard-daemon\n", "/etc/usbguard/usbguard-daemon.conf": settings]
        #expect(try Self.outline("usb.storage.guard", files) == expected)
    }

    @Test func `USBGuard without settings is unknown, stopped it protects nothing`() throws {
        let key: FactKey = "usb.storage.guard"
        #expect(try Self.outline(key, ["/proc/7/comm": "usbguard-daemon"]) == "unavailable")
        #expect(try Self.outline(key, ["/usr/sbin/usbguard-daemon": ""]) == "stopped")
        #expect(try Self.outline(key, [:]) == "none")
    }

    @Test func `udisks is there or not`() throws {
        #expect(try Self.outline("usb.storage.udisks", ["/usr/libexec/udisks2/udisksd": ""]) == "true")
        #expect(try Self.outline("usb.storage.udisks", [:]) == "false")
    }

    @Test func `a mounted stick is listed, once a place`() throws {
        let stick = "/sys/devices/pci0000:00/usb1/1-1/block/sdb"
        let fixture = try Fixture()
        try fixture.write("\(stick)/removable", "0")
        try fixture.write("\(stick)/sdb1/partition", "1")
        try fixture.write("/sys/devices/nvme/block/nvme0n1/removable", "0")
        try fixture.write(
            MountTable.path,
            """
            21 1 259:0 / / rw,relatime shared:1 - ext4 /dev/nvme0n1 rw
            22 21 8:17 / /media/ada/my\\040stick rw,nosuid - vfat /dev/sdb1 ro,uid=1000
            23 21 8:17 / /media/ada/my\\040stick rw,nosuid - vfat /dev/sdb1 ro,uid=1000
            24 21 0:5 / /proc rw - proc proc rw
            """)
        try fixture.link("/sys/dev/block/8:17", to: "../../devices/pci0000:00/usb1/1-1/block/sdb/sdb1")
        try fixture.link("/sys/dev/block/259:0", to: "../../devices/nvme/block/nvme0n1")
        let rows = try #require(try fixture.facts(of: RemovableStorageCollector())["storage.removable"]?.value).rows
        let expected: [String: FactValue] = [
            "device": .text("sdb1"), "mountPoint": .text("/media/ada/my stick"), "type": .text("vfat"),
            "readOnly": .boolean(true),
        ]
        #expect(rows == [expected])
    }

    @Test func `removable media of this machine are those of lsblk`() throws {
        let lines = try Tool.lsblk.output("--noheadings", "--raw", "--output", "RM,MOUNTPOINT").split(separator: "\n")
        let theirs = lines.filter { $0.hasPrefix("1 ") }.map { String($0.dropFirst(2)) }
        let rows = try #require(try facts(of: RemovableStorageCollector())["storage.removable"]?.value).rows
        #expect(Set(theirs.filter { !$0.isEmpty }).isSubset(of: rows.compactMap { $0["mountPoint"]?.text }))
    }
}
