public import Foundation
import Glibc

/// Debian's `swtpm` with an endorsement key and certificate of its own, on sockets in a folder of its own.
///
/// One client at a time: let go of a connection before a tool is run.
public final class SoftwareTPM {
    private let folder: TemporaryDirectory
    private var process: ToolProcess?

    /// Where it listens for what `/dev/tpmrm0` takes.
    public var socket: String { folder.file("tpm") }

    /// A TPM as its maker delivers it, running.
    public init() throws {
        folder = try TemporaryDirectory()
        try Self.copy(Factory.tpm.get().state, to: folder.file("state"))
        try start()
    }

    deinit { stop() }

    /// PEM of the authority that certified the endorsement keys: root and intermediate.
    public static func authorities() throws -> (root: String, intermediate: String) {
        let folder = try Factory.tpm.get().authority
        return (
            try String(contentsOfFile: folder + "/swtpm-localca-rootca-cert.pem", encoding: .utf8),
            try String(contentsOfFile: folder + "/issuercert.pem", encoding: .utf8)
        )
    }

    /// Runs one of tpm2-tools on this TPM, in a folder of its files; throws when it fails.
    @discardableResult
    public func tool(_ name: String, _ arguments: String...) throws -> Data {
        try Self.run(
            "/usr/bin/tpm2_" + name, arguments, in: folder.path, environment: ["TPM2TOOLS_TCTI=swtpm:path=\(socket)"]
        )
    }

    /// The path of a file in its folder.
    public func file(_ name: String) -> String { folder.file(name) }

    /// What a file in its folder holds.
    public func bytes(of name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: file(name)))) }

    /// Writes a file into its folder.
    public func write(_ name: String, _ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: file(name))) }

    /// Turns the machine off.
    public func stop() {
        guard let process else { return }
        process.signal(SIGTERM)
        process.wait()
        self.process = nil
    }

    /// Turns the machine on: a reset.
    public func start() throws {
        let process = try ToolProcess(
            [
                "/usr/bin/swtpm", "socket", "--tpm2", "--tpmstate", "dir=\(folder.file("state"))",
                "--server", "type=unixio,path=\(socket)", "--ctrl", "type=unixio,path=\(socket).ctrl",
                "--flags", "not-need-init,startup-clear",
            ], in: folder.path, output: folder.file("swtpm.log"), environment: [])
        self.process = process
        for _ in 0..<1000 {
            if answers { return }
            usleep(5000)
        }
        throw ToolFailure(text: "swtpm does not answer")
    }

    /// Whether it takes a command: TPM2_GetRandom of eight bytes.
    private var answers: Bool {
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: socket.utf8.prefix($0.count - 1)) }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected == 0 else { return false }
        let command: [UInt8] = [0x80, 0x01, 0, 0, 0, 0x0C, 0, 0, 0x01, 0x7B, 0, 8]
        guard Glibc.write(descriptor, command, command.count) == command.count else { return false }
        var answer = [UInt8](repeating: 0, count: 64)
        return read(descriptor, &answer, answer.count) >= 10
    }

    /// Copies what the TPM remembers away, or back; only while it is stopped.
    public func save(as name: String) throws { try Self.copy(folder.file("state"), to: folder.file(name)) }

    /// Puts back what was saved; only while it is stopped.
    public func restore(_ name: String) throws {
        try FileManager.default.removeItem(atPath: folder.file("state"))
        try Self.copy(folder.file(name), to: folder.file("state"))
    }

    private static func copy(_ from: String, to: String) throws {
        try FileManager.default.copyItem(atPath: from, toPath: to)
    }

    static func run(
        _ program: String, _ arguments: [String], in folder: String, environment: [String] = []
    ) throws -> Data {
        let output = folder + "/output"
        guard access(program, X_OK) == 0 else {
            throw ToolFailure(text: "`\(program)` is missing: install swtpm, swtpm-tools and tpm2-tools")
        }
        let process = try ToolProcess(
            [program] + arguments, in: folder, output: output,
            environment: environment + ["PATH=/usr/bin:/bin", "HOME=\(folder)"])
        let status = process.wait()
        let data = try Data(contentsOf: URL(filePath: output))
        guard status == 0 else {
            throw ToolFailure(text: "\(program) \(arguments): \(String(decoding: data, as: UTF8.self))")
        }
        return data
    }
}

/// Where software TPMs are made: once a test run, since it takes a second.
private final class Factory: Sendable {
    static let tpm = Result { try Factory() }

    private let folder: TemporaryDirectory
    var state: String { folder.file("state") }
    var authority: String { folder.file("authority") }

    private init() throws {
        folder = try TemporaryDirectory()
        for name in ["state", "authority"] { mkdir(folder.file(name), 0o700) }
        try write(
            "localca.conf",
            """
            statedir = \(authority)
            signingkey = \(authority)/signkey.pem
            issuercert = \(authority)/issuercert.pem
            certserial = \(authority)/certserial

            """)
        try write("localca.options", "--platform-manufacturer Test\n--platform-version 1\n--platform-model Test\n")
        try write(
            "setup.conf",
            """
            create_certs_tool = /usr/bin/swtpm_localca
            create_certs_tool_config = \(folder.file("localca.conf"))
            create_certs_tool_options = \(folder.file("localca.options"))
            active_pcr_banks = sha256

            """)
        _ = try SoftwareTPM.run(
            "/usr/bin/swtpm_setup",
            [
                "--tpm2", "--tpmstate", state, "--config", folder.file("setup.conf"), "--create-ek-cert",
                "--pcr-banks", "sha256", "--overwrite", "--logfile", folder.file("setup.log"),
            ], in: folder.path)
    }

    private func write(_ name: String, _ text: String) throws {
        try text.write(toFile: folder.file(name), atomically: true, encoding: .utf8)
    }
}
