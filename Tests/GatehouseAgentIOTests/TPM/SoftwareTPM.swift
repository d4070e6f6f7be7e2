import Foundation
import Glibc
import Testing

@testable import GatehouseAgentIO

/// Debian's `swtpm` with an endorsement key and certificate of its own, on sockets in a folder of its own.
///
/// One client at a time: let go of a ``TPMDevice`` before a tool is run.
final class SoftwareTPM {
    private let folder = TemporaryFolder()
    private var process: ChildProcess?

    var socket: String { folder.file("tpm") }

    /// A TPM as its maker delivers it, running.
    init() throws {
        try Self.copy(Factory.tpm.get().state, to: folder.file("state"))
        try start()
    }

    deinit { stop() }

    /// PEM of the authority that certified the endorsement keys: root and intermediate.
    static func authorities() throws -> (root: String, intermediate: String) {
        let folder = try Factory.tpm.get().authority
        return (
            try String(contentsOfFile: folder + "/swtpm-localca-rootca-cert.pem", encoding: .utf8),
            try String(contentsOfFile: folder + "/issuercert.pem", encoding: .utf8)
        )
    }

    func device(eventLog: String = "/nonexistent") throws -> TPMDevice {
        try TPMDevice(path: socket, eventLogPath: eventLog)
    }

    /// Runs one of tpm2-tools on this TPM, in a folder of its files; throws when it fails.
    @discardableResult func tool(_ name: String, _ arguments: String...) throws -> Data {
        try Self.run(
            "/usr/bin/tpm2_" + name, arguments, in: folder.path, environment: ["TPM2TOOLS_TCTI=swtpm:path=\(socket)"]
        )
    }

    func file(_ name: String) -> String { folder.file(name) }

    func bytes(of name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: file(name)))) }

    func write(_ name: String, _ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: file(name))) }

    /// Turns the machine off.
    func stop() {
        guard let process else { return }
        process.terminate()
        process.wait()
        self.process = nil
    }

    /// Turns the machine on: a reset.
    func start() throws {
        let process = try ChildProcess(
            [
                "/usr/bin/swtpm", "socket", "--tpm2", "--tpmstate", "dir=\(folder.file("state"))",
                "--server", "type=unixio,path=\(socket)", "--ctrl", "type=unixio,path=\(socket).ctrl",
                "--flags", "not-need-init,startup-clear",
            ], folder: folder.path, output: folder.file("swtpm.log"), environment: [])
        self.process = process
        for _ in 0..<1000 {
            if (try? device().properties()) != nil { return }
            usleep(5000)
        }
        throw ToolFailure(text: "swtpm does not answer")
    }

    /// Copies what the TPM remembers away, or back; only while it is stopped.
    func save(as name: String) throws { try Self.copy(folder.file("state"), to: folder.file(name)) }

    func restore(_ name: String) throws {
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
        let process = try ChildProcess(
            [program] + arguments, folder: folder, output: output,
            environment: environment + ["PATH=/usr/bin:/bin", "HOME=\(folder)"])
        let succeeded = process.wait()
        let data = try Data(contentsOf: URL(filePath: output))
        guard succeeded else {
            throw ToolFailure(text: "\(program) \(arguments): \(String(decoding: data, as: UTF8.self))")
        }
        return data
    }
}

/// Where software TPMs are made: once a test run, since it takes a second.
private final class Factory: Sendable {
    static let tpm = Result { try Factory() }

    private let folder = TemporaryFolder()
    var state: String { folder.file("state") }
    var authority: String { folder.file("authority") }

    private init() throws {
        for name in ["state", "authority"] { mkdir(folder.file(name), 0o700) }
        folder.write(
            "localca.conf",
            """
            statedir = \(authority)
            signingkey = \(authority)/signkey.pem
            issuercert = \(authority)/issuercert.pem
            certserial = \(authority)/certserial

            """)
        folder.write("localca.options", "--platform-manufacturer Test\n--platform-version 1\n--platform-model Test\n")
        folder.write(
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
}
