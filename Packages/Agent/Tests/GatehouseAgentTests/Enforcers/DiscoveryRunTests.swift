import Foundation
import GatehouseModel
import Glibc
import Testing

@testable import GatehouseAgent

/// Discovery scripts are run for real, as another account.
@Suite struct DiscoveryRunTests {
    init() throws { try requireRoot() }

    private func run(
        _ script: String, as account: String = "", within limit: Duration = .seconds(20),
        rules: EnforcementRules = EnforcementRules()
    ) -> DiscoveryRun.End {
        let terms = DiscoveryTerms(
            name: "s", digest: "", account: account, timeLimit: limit,
            settings: [CustomSetting(name: "A", type: .boolean)])
        return DiscoveryRun(terms, script: Array(script.utf8)).run(rules: rules)
    }

    private func isRunning(_ word: String) -> Bool {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return all.compactMap { Int32($0) }.contains { id in
            let line = (try? Data(contentsOf: URL(filePath: "/proc/\(id)/cmdline"))) ?? Data()
            return String(decoding: line, as: UTF8.self).contains(word)
        }
    }

    @Test func `the output is what the script wrote as nobody, without its complaints`() {
        #expect(
            run("#!/bin/sh\necho trouble >&2\nprintf '{\"A\": \"%s\"}' $(id -un)\n")
                == .output(Array("{\"A\": \"nobody\"}".utf8)))
    }

    @Test func `a status other than 0, a signal and an interpreter that is not there bring nothing`() {
        #expect(run("#!/bin/sh\necho '{}'\nexit 3\n") == .failed("the script ended with status 3"))
        #expect(run("#!/bin/sh\nkill -9 $$\n") == .failed("the script was ended by signal 9"))
        #expect(run("#!/no/such/interpreter\n") == .failed("the script ended with status 127"))
    }

    @Test func `a script that never ends is killed with everything that it started`() {
        let word = "8640\(getpid())7"
        let began = ContinuousClock.now
        let end = run("#!/bin/sh\nsetsid sleep \(word) &\n(sleep \(word) &)\nsleep \(word)\n", within: .seconds(1))
        #expect(end == .failed("the script was killed after 1s"))
        #expect(ContinuousClock.now - began < .seconds(10))
        #expect(!isRunning(word))
    }

    @Test func `output beyond the limit ends the script at once`() {
        let word = "8640\(getpid())8"
        let began = ContinuousClock.now
        let end = run("#!/bin/sh\nsetsid sleep \(word) &\nexec yes x\n", within: .seconds(60))
        #expect(end == .failed("the script wrote more than 65536 bytes"))
        #expect(ContinuousClock.now - began < .seconds(20))
        #expect(!isRunning(word))
        let most = run("#!/bin/sh\nhead -c 65536 /dev/zero\n")
        #expect(most == .output([UInt8](repeating: 0, count: 65536)))
    }

    @Test func `only an account that this device lists is taken, and a device may refuse scripts`() {
        let script = "#!/bin/sh\nid -un\n"
        #expect(
            run(script, as: "root")
                == .failed("this device's own configuration lets no script run as `root`"))
        #expect(
            run(script, as: "root", rules: EnforcementRules(scriptAccounts: ["nobody", "root"]))
                == .output(Array("root\n".utf8)))
        #expect(
            run(script, rules: EnforcementRules(refused: [.runScript]))
                == .failed("this device's own configuration refuses scripts"))
        #expect(
            run(script, as: "nosuchuser", rules: EnforcementRules(scriptAccounts: ["nosuchuser"]))
                == .failed("there is no account `nosuchuser` on this device"))
    }
}
