public import GatehouseModel

/// Runs a discovery script whose signature was checked, as an account that this device's own configuration lists.
public struct DiscoveryRun: Sendable {
    /// What came of it.
    public enum End: Hashable, Sendable {
        /// It ended with status 0, and wrote this.
        case output([UInt8])
        /// It brought nothing that may be believed, for this reason.
        case failed(String)
    }

    private let terms: DiscoveryTerms
    private let script: [UInt8]

    /// A run by these terms; the script must be the one of their digest.
    public init(_ terms: DiscoveryTerms, script: [UInt8]) {
        self.terms = terms
        self.script = script
    }

    /// Runs it on the thread that calls, which waits until it and all that it started have ended.
    public func run(rules: EnforcementRules) -> End {
        guard !rules.refused.contains(.runScript) else {
            return .failed("this device's own configuration refuses scripts")
        }
        let name = terms.account.isEmpty ? rules.scriptAccounts.first ?? "" : terms.account
        guard rules.scriptAccounts.contains(name) else {
            return .failed("this device's own configuration lets no script run as `\(name)`")
        }
        do throws(MachineError) {
            var process = try ScriptProcess(
                script, as: try ScriptAccount(name), timeLimit: terms.timeLimit, discardsErrors: true)
            let output = process.output(limit: DiscoveryTerms.largestOutput, stopsBeyond: true)
            guard !output.isTruncated else {
                return .failed("the script wrote more than \(DiscoveryTerms.largestOutput) bytes")
            }
            switch try process.finish() {
            case .exited(0): return .output(output.bytes)
            case .exited(let status): return .failed("the script ended with status \(status)")
            case .signalled(let signal): return .failed("the script was ended by signal \(signal)")
            case .timedOut: return .failed("the script was killed after \(terms.timeLimit.text)")
            }
        } catch {
            return .failed(error.message)
        }
    }
}
