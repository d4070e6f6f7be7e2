import Foundation
import Testing

/// A standard program that a test compares with; one that is missing fails the test and names its Debian package.
enum Tool: String {
    case apt = "/usr/bin/apt"
    case dpkg = "/usr/bin/dpkg"
    case dpkgQuery = "/usr/bin/dpkg-query"
    case findmnt = "/usr/bin/findmnt"
    case ip = "/usr/sbin/ip"
    case iptablesLegacy = "/usr/sbin/iptables-legacy"
    case iptablesNft = "/usr/sbin/iptables-nft"
    case losetup = "/usr/sbin/losetup"
    case lsblk = "/usr/bin/lsblk"
    case lscpu = "/usr/bin/lscpu"
    case mkfs = "/usr/sbin/mkfs.ext4"
    case mount = "/usr/bin/mount"
    case nft = "/usr/sbin/nft"
    case ss = "/usr/bin/ss"
    case sshd = "/usr/sbin/sshd"
    case umount = "/usr/bin/umount"
    case uname = "/usr/bin/uname"

    private var package: String {
        switch self {
        case .apt: "apt"
        case .dpkg, .dpkgQuery: "dpkg"
        case .findmnt, .lsblk, .lscpu, .losetup: "util-linux"
        case .ip, .ss: "iproute2"
        case .iptablesLegacy, .iptablesNft: "iptables"
        case .mkfs: "e2fsprogs"
        case .mount, .umount: "mount"
        case .nft: "nftables"
        case .sshd: "openssh-server"
        case .uname: "coreutils"
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
        let process = Process()
        let (inbound, outbound, errors) = (Pipe(), Pipe(), Pipe())
        process.executableURL = URL(filePath: rawValue)
        process.arguments = arguments
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"]
        (process.standardInput, process.standardOutput, process.standardError) = (inbound, outbound, errors)
        try process.run()
        try inbound.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try inbound.fileHandleForWriting.close()
        let output = try outbound.fileHandleForReading.readToEnd() ?? Data()
        let error = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: String(decoding: output, as: UTF8.self),
            error: String(decoding: error, as: UTF8.self))
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
