import GatehouseAgent
import GatehouseKeys
import GatehouseModel
import GatehouseWire

/// Gets this machine an identity: with a code, or as registered hardware.
///
/// `enrol --server URL --ca FILE [--code CODE] [--tenant ID] [--name NAME] [--wait DURATION] [--tpm PATH]
/// [--state-dir DIR]`
enum EnrolCommand {
    static func run(_ words: [String]) throws -> ExitCode {
        let arguments = try Arguments(
            words, options: ["--server", "--ca", "--code", "--tenant", "--name", "--wait", "--tpm", "--state-dir"])
        let server = try arguments.required("--server")
        let rootsFile = try arguments.required("--ca")
        let code = arguments["--code"] ?? ""
        let tenant = try arguments["--tenant"].map { text throws(AgentError) in
            guard let id = TenantID(text) else {
                throw AgentError(.usage, "`\(text)` is no tenant's id", hint: "it is a UUID; ask an administrator")
            }
            return id
        }
        let patience = try arguments.duration("--wait", default: .seconds(3600), atLeast: .zero)
        guard let roots = try StateDirectory.read(rootsFile) else {
            throw AgentError(
                .usage, "there is no file `\(rootsFile)`", hint: "copy `ca.pem` from the server's data folder")
        }
        let directory = try StateDirectory(creating: arguments["--state-dir"] ?? AgentCommand.defaultStateDirectory)
        let lock = try DirectoryLock(directory)
        defer { withExtendedLifetime(lock) {} }

        let tpm = try TPMChoice.choose(arguments["--tpm"])
        let facts = CollectorSet([HardwareCollector(), OperatingSystemCollector()]).collect(at: .now())
        guard let digest = HardwareDigest.digest(of: facts, environment: Environment.relevant) else {
            throw AgentError(
                .failed, "this machine shows nothing that tells it from others", hint: "run this as root")
        }
        let enrolment = Enrolment(
            server: server, trustRoots: String(decoding: roots, as: UTF8.self), code: code, tenant: tenant,
            deviceName: arguments["--name"] ?? facts.text("os.hostname"),
            hardware: HardwareIdentity(
                digest: digest, manufacturer: facts.text("hardware.manufacturer"), model: facts.text("hardware.model"),
                serialNumber: facts.text("hardware.serial")),
            operatingSystem: facts.text("os.name"), operatingSystemVersion: facts.text("os.version"),
            patience: patience, tell: StandardError.write, tpm: tpm)
        let enrolled = try enrolment.enrolled(in: directory)
        let (identity, name) = (enrolled.identity, enrolled.name)
        StandardOutput.write(
            """
            enrolled as \(name.isEmpty ? enrolment.deviceName : name)
              device       \(identity.device)
              tenant       \(identity.tenant)
              owner        \(directory.ownership()?.rawValue ?? "not known, so that only what every device reports is sent")
              certificate  until \(try identity.certificate().notAfter), renewed by the agent itself
              key          \(keyWords(tpm, enrolled.note))
              state        \(directory.path)
            next: gatehouse-agent run --state-dir \(directory.path)
            """)
        return .success
    }

    private static func keyWords(_ tpm: TPMChoice, _ note: String?) -> String {
        switch tpm {
        case .use(let path): "in the TPM `\(path)`" + (note.map { "\n  server       \($0)" } ?? "")
        case .none(let reason): "in a file: \(reason)"
        }
    }
}
