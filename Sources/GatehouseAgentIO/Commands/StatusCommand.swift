import GatehouseAgentCore
import GatehouseModel
import GatehouseWire
import Glibc

/// Shows the verdict on this device, from the server or as it was last known.
///
/// `status [--state-dir DIR]`
enum StatusCommand {
    static func run(_ words: [String]) throws -> ExitCode {
        let arguments = try Arguments(words, options: ["--state-dir"])
        let directory = try StateDirectory(existing: arguments["--state-dir"] ?? AgentCommand.defaultStateDirectory)
        let identity = try directory.identity()
        let language = Self.language
        let answer = try OneQuestion.ask(identity, trustRoots: try directory.trustRoots()) { client, done in
            client.status(language: language, done)
        }
        switch answer {
        case .success(let status):
            StandardOutput.write("\(report(status))\n\(identity.key.words)")
            // Only what is shown when the server cannot be reached depends on it.
            try? directory.save(status, at: .now())
            return .success
        case .failure(.identityRefused(let refusal)): throw AgentError(refusal)
        case .failure(let failure):
            let error = AgentError(failure)
            guard let (status, at) = directory.lastStatus() else { throw error }
            StandardError.write("error: \(error.message)\nhint: this is what the server said at \(at)")
            StandardOutput.write("\(report(status))\n\(identity.key.words)")
            return error.exitCode
        }
    }

    /// The language of whoever asks (locale(7)); `nil` for none in particular.
    private static var language: String? {
        let names: [String] = ["LC_ALL", "LC_MESSAGES", "LANG"]
        let values = names.compactMap { (name: String) in getenv(name).map { String(cString: $0) } }
        let set = values.first { !$0.isEmpty }
        guard let language = set?.prefix(while: { $0 != "." && $0 != "@" }), language != "C", language != "POSIX" else {
            return nil
        }
        return String(language.prefix(16))
    }

    /// The verdict, and for each problem what is wanted, what was found and how to mend it.
    static func report(_ status: StatusResponse) -> String {
        var lines = ["device   \(status.deviceName)", "verdict  \(status.state.words), since \(status.since)"]
        if let graceEnd = status.graceEnd { lines.append("grace    ends \(graceEnd)") }
        if let note = status.note { lines.append("note     \(note)") }
        for problem in status.problems {
            lines += ["", "\(problem.policy): \(problem.requirement)", "  wanted  \(problem.wanted)"]
            lines.append("  found   \(problem.found)")
            if let graceEnd = problem.graceEnd { lines.append("  grace   ends \(graceEnd)") }
            if !problem.remediation.isEmpty { lines.append("  mend    \(problem.remediation)") }
        }
        return lines.joined(separator: "\n")
    }
}

extension DeviceKeyPlace {
    /// Where the key is, and what could be better.
    fileprivate var words: String {
        switch self {
        case .tpm(let reference): "key      in the TPM `\(reference.path)`"
        case .file where (try? TPMDevice().properties()) != nil:
            "key      in a file; this machine has a TPM, which enrolling again would use"
        case .file: "key      in a file: no TPM can be used here"
        }
    }
}

extension ComplianceState {
    fileprivate var words: String {
        switch self {
        case .notApplicable: "no policy applies"
        case .compliant: "compliant"
        case .inGracePeriod: "not compliant, in grace"
        case .unknown: "not judged yet"
        case .noncompliant: "not compliant"
        }
    }
}
