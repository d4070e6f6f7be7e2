import Foundation
import GatehouseTestSupport
import Logging
import Testing

@testable import GatehouseServer

@Suite struct ConfigurationLoaderTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func load(
        flags: [Setting: String] = [:], environment: [String: String] = [:], file: String? = nil
    ) throws -> ServerConfiguration {
        if let file { try file.write(toFile: folder.file("gatehouse.yaml"), atomically: true, encoding: .utf8) }
        return try ConfigurationLoader(
            flags: flags.merging([.dataDir: folder.path]) { given, _ in given }, environment: environment
        ).load()
    }

    private func refusal(
        flags: [Setting: String] = [:], environment: [String: String] = [:], file: String? = nil
    ) throws -> ConfigurationError {
        try #require(throws: ConfigurationError.self) {
            _ = try load(flags: flags, environment: environment, file: file)
        }
    }

    @Test func `without any layer the defaults hold`() throws {
        let configuration = try load()
        #expect(configuration.port == 8443)
        #expect(configuration.devicePort == 8444)
        #expect(configuration.decisionPort == 8445)
        #expect(configuration.metricsPort == 9464)
        #expect(configuration.host == "0.0.0.0")
        #expect(configuration.names.isEmpty)
        #expect(configuration.logLevel == .info)
        #expect(configuration.logFormat == .text)
    }

    @Test func `a flag beats the environment, which beats the file, which beats the default`() throws {
        let file = "port: 1001\ndevicePort: 1002\ndecisionPort: 1003\n"
        let environment = ["GATEHOUSE_PORT": "2001", "GATEHOUSE_DEVICE_PORT": "2002"]
        let configuration = try load(flags: [.port: "3001"], environment: environment, file: file)
        #expect(configuration.port == 3001)
        #expect(configuration.devicePort == 2002)
        #expect(configuration.decisionPort == 1003)
        #expect(configuration.metricsPort == 9464)
    }

    @Test func `the data folder comes from the environment when no flag names it`() throws {
        let configuration = try ConfigurationLoader(
            flags: [:], environment: ["GATEHOUSE_DATA_DIR": folder.path]
        ).load()
        #expect(configuration.dataFolder == folder.path)
    }

    @Test func `every setting has its flag, its variable and its name in the file`() {
        #expect(Setting.devicePort.flag == "--device-port")
        #expect(Setting.devicePort.variable == "GATEHOUSE_DEVICE_PORT")
        #expect(Setting.dataDir.variable == "GATEHOUSE_DATA_DIR")
        #expect(Set(Setting.all.map(\.flag)).count == Setting.all.count)
    }

    @Test(arguments: ["-1", "65536", "", "http", "84 43", "99999999999999999999"])
    func `what is no port is refused`(_ text: String) throws {
        let error = try refusal(flags: [.port: text])
        #expect(error.message == "`\(text)` (from the flag --port) is no port")
        #expect(error.hint == "a number from 0 to 65535; 0 takes any")
    }

    @Test func `a bad value names the flag, the variable or the file that it came from`() throws {
        #expect(
            try refusal(flags: [.logFormat: "xml"]).message == "`xml` (from the flag --log-format) is not understood")
        #expect(
            try refusal(environment: ["GATEHOUSE_METRICS_PORT": "x"]).message
                == "`x` (from the environment variable GATEHOUSE_METRICS_PORT) is no port")
        #expect(
            try refusal(file: "logLevel: loud\n").message
                == "`loud` (from `logLevel` in \(folder.file("gatehouse.yaml"))) is not understood")
    }

    @Test func `a choice lists what may be chosen`() throws {
        #expect(try refusal(flags: [.logFormat: "xml"]).hint == "one of: text, json")
    }

    @Test func `an unknown setting of the file is refused with its line and what was meant`() throws {
        let error = try refusal(file: "port: 1\ndevicePrt: 2\n")
        #expect(error.message == "\(folder.file("gatehouse.yaml")):2: there is no setting `devicePrt`")
        #expect(error.hint == "did you mean `devicePort`?")
    }

    @Test(arguments: [
        ("- port\n", "must be a list of `setting: value` lines"), ("port: [1, 2]\n", "`port` must be a single value"),
        ("port: 'x\n", "is not YAML"), ("{", "is not YAML"),
    ])
    func `a file that cannot be understood is refused by name`(_ file: String, _ words: String) throws {
        let error = try refusal(file: file)
        #expect(error.message.contains(folder.file("gatehouse.yaml")))
        #expect(error.message.contains(words), "\(error.message)")
    }

    @Test func `a file that is not UTF-8 is refused`() throws {
        try Data([0x70, 0xFF, 0xFE]).write(to: URL(fileURLWithPath: folder.file("gatehouse.yaml")))
        #expect(try refusal().message == "`\(folder.file("gatehouse.yaml"))` cannot be read")
    }

    @Test func `an empty file is no error`() throws {
        #expect(try load(file: "# nothing yet\n").port == 8443)
    }

    @Test func `a certificate without its key is refused, and the other way round`() throws {
        let certificate = try refusal(flags: [.certificate: "/tls.pem"])
        #expect(certificate.message == "`/tls.pem` (from the flag --certificate) needs its key")
        let key = try refusal(environment: ["GATEHOUSE_KEY": "/tls.key"])
        #expect(key.message == "`/tls.key` (from the environment variable GATEHOUSE_KEY) needs its certificate")
    }

    @Test func `a database that this version does not know is refused without repeating its password`() throws {
        let error = try refusal(flags: [.database: "mysql://app:hunter2@db/gatehouse"])
        #expect(error.message == "the database is no URL of PostgreSQL (from the flag --database)")
        #expect(try load(flags: [.database: "postgresql://db/gatehouse"]).database == "postgresql://db/gatehouse")
        #expect(try load().database.isEmpty)
    }

    @Test func `names are separated by commas`() throws {
        #expect(try load(flags: [.names: "a.example, b.example"]).names == ["a.example", "b.example"])
    }

    @Test func `a named file stands in for the one in the data folder`() throws {
        let other = folder.file("elsewhere.yaml")
        try "port: 9001\n".write(toFile: other, atomically: true, encoding: .utf8)
        let configuration = try load(environment: ["GATEHOUSE_CONFIG": other], file: "port: 9002\n")
        #expect(configuration.port == 9001)
    }

    @Test func `a named file that is not there is refused`() throws {
        let refusal = try refusal(flags: [.config: folder.file("missing.yaml")])
        #expect(refusal.message.contains("missing.yaml"))
        #expect(refusal.message.contains("--config"))
    }

    @Test func `the data folder cannot stand in the file`() throws {
        let refusal = try refusal(file: "dataDir: /elsewhere\n")
        #expect(refusal.message.contains("there is no setting `dataDir`"))
    }
}
