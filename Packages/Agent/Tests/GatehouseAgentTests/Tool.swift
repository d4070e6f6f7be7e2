import Foundation
import Glibc
import Testing

/// A standard program that a test compares with; one that is missing fails the test and names its Debian package.
enum Tool: String {
    case apt = "/usr/bin/apt"
    case aptConfig = "/usr/bin/apt-config"
    case busybox = "/usr/bin/busybox"
    case certutil = "/usr/bin/certutil"
    case dconf = "/usr/bin/dconf"
    case dpkg = "/usr/bin/dpkg"
    case dpkgQuery = "/usr/bin/dpkg-query"
    case env = "/usr/bin/env"
    case findmnt = "/usr/bin/findmnt"
    case flatpak = "/usr/bin/flatpak"
    case getent = "/usr/bin/getent"
    case ip = "/usr/sbin/ip"
    case iptablesLegacy = "/usr/sbin/iptables-legacy"
    case iptablesNft = "/usr/sbin/iptables-nft"
    case last = "/usr/bin/last"
    case lastlog = "/usr/bin/lastlog"
    case losetup = "/usr/sbin/losetup"
    case lsblk = "/usr/bin/lsblk"
    case lscpu = "/usr/bin/lscpu"
    case mkfs = "/usr/sbin/mkfs.ext4"
    case modprobe = "/usr/sbin/modprobe"
    case mokutil = "/usr/bin/mokutil"
    case mount = "/usr/bin/mount"
    case nft = "/usr/sbin/nft"
    case openssl = "/usr/bin/openssl"
    case passwd = "/usr/bin/passwd"
    case python = "/usr/bin/python3"
    case rpm = "/usr/bin/rpm"
    case rpmbuild = "/usr/bin/rpmbuild"
    case sigtool = "/usr/bin/sigtool"
    case sha256sum = "/usr/bin/sha256sum"
    case sort = "/usr/bin/sort"
    case ss = "/usr/bin/ss"
    case sshd = "/usr/sbin/sshd"
    case sudo = "/usr/bin/sudo"
    case sysctl = "/usr/sbin/sysctl"
    case systemdDetectVirt = "/usr/bin/systemd-detect-virt"
    case tar = "/usr/bin/tar"
    case umount = "/usr/bin/umount"
    case uname = "/usr/bin/uname"
    case unshare = "/usr/bin/unshare"
    case uptime = "/usr/bin/uptime"
    case utmpdump = "/usr/bin/utmpdump"
    case visudo = "/usr/sbin/visudo"

    private var package: String {
        switch self {
        case .apt, .aptConfig: "apt"
        case .busybox: "busybox"
        case .sigtool: "clamav"
        case .env, .sha256sum, .sort, .uname: "coreutils"
        case .dconf: "dconf-cli"
        case .dpkg, .dpkgQuery: "dpkg"
        case .mkfs: "e2fsprogs"
        case .flatpak: "flatpak"
        case .ip, .ss: "iproute2"
        case .iptablesLegacy, .iptablesNft: "iptables"
        case .modprobe: "kmod"
        case .certutil: "libnss3-tools"
        case .getent: "libc-bin"
        case .lastlog: "login"
        case .mokutil: "mokutil"
        case .mount, .umount: "mount"
        case .nft: "nftables"
        case .openssl: "openssl"
        case .sshd: "openssh-server"
        case .passwd: "passwd"
        case .sysctl, .uptime: "procps"
        case .python: "python3 and python3-pwquality"
        case .rpm, .rpmbuild: "rpm"
        case .tar: "tar"
        case .sudo, .visudo: "sudo"
        case .systemdDetectVirt: "systemd"
        case .findmnt, .last, .losetup, .lsblk, .lscpu, .unshare, .utmpdump: "util-linux"
        }
    }

    struct Outcome {
        let status: Int32
        let output: String
        let error: String
    }

    func run(_ arguments: String..., input: String = "") throws -> Outcome { try run(arguments, input: input) }

    func run(_ arguments: [String], input: String = "") throws -> Outcome {
        try #require(
            FileManager.default.isExecutableFile(atPath: rawValue),
            "`\(rawValue)` is missing: install the Debian package \(package)")
        let folder = try Fixture(["input": input])
        let streams = ["input", "output", "error"].map { "\(folder.path)/\($0)" }
        let status = try Self.spawn([rawValue] + arguments, streams: streams)
        return Outcome(
            status: status, output: try String(contentsOfFile: streams[1], encoding: .utf8),
            error: try String(contentsOfFile: streams[2], encoding: .utf8))
    }

    /// Starts a program from the calling thread, so that it runs in that thread's namespaces, and waits for its end.
    ///
    /// Its streams are files: Foundation's `Process` wants a run loop and pipes, and has hung here when many threads
    /// used it at once.
    private static func spawn(_ command: [String], streams: [String]) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, streams[0], O_RDONLY, 0)
        for stream in [1, 2] {
            posix_spawn_file_actions_addopen(&actions, Int32(stream), streams[stream], O_WRONLY | O_CREAT, 0o600)
        }
        var arguments = command.map { strdup($0) } + [nil]
        var environment = [strdup("PATH=/usr/sbin:/usr/bin:/sbin:/bin"), strdup("LC_ALL=C"), nil]
        defer { for text in arguments + environment { free(text) } }
        var process = pid_t()
        let failure = posix_spawn(&process, command[0], &actions, nil, &arguments, &environment)
        try #require(failure == 0, "`\(command[0])` cannot be started: error \(failure)")
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 { try #require(errno == EINTR) }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    }

    /// The output; fails the test when the program does.
    func output(_ arguments: String..., input: String = "") throws -> String {
        let outcome = try run(arguments, input: input)
        try #require(outcome.status == 0, "\(rawValue) \(arguments.joined(separator: " ")): \(outcome.error)")
        return outcome.output
    }
}

/// Fails the test unless it runs as root.
func requireRoot() throws {
    try #require(geteuid() == 0, "this test needs root: it makes namespaces or mounts")
}
