import Foundation
import GatehouseModel
import Glibc
import Testing

@testable import GatehouseAgent

/// Scripts are run for real: as root these tests see another account, else they would see their own.
@Suite struct RunScriptEnforcerTests {
    private let scene: EnforcerScene

    init() throws {
        try requireRoot()
        scene = try EnforcerScene()
    }

    private func run(_ script: String, as account: String = "", within limit: Duration = .seconds(20)) -> Enforcement {
        let run = ScriptRun(digest: "", account: account, timeLimit: limit)
        return scene.enforce(.runScript(run), script: script)
    }

    /// Processes whose arguments hold this word.
    private func processes(_ word: String) -> [Int32] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return all.compactMap { Int32($0) }.filter { id in
            let line = (try? Data(contentsOf: URL(filePath: "/proc/\(id)/cmdline"))) ?? Data()
            return String(decoding: line, as: UTF8.self).contains(word)
        }
    }

    @Test func `a script runs as nobody, in no group but nobody's, and cannot become more`() {
        let script = "#!/bin/sh\nid -un; id -G; grep NoNewPrivs /proc/self/status; echo said >&2\n"
        let end = run(script)
        #expect(end.state == .done, "\(end.detail)")
        #expect(end.result?.exitCode == 0)
        #expect(end.result?.output == "nobody\n65534\nNoNewPrivs:\t1\nsaid\n")
        #expect(scene.progress == ["running as nobody"])
    }

    @Test func `the interpreter is the one of the first line, and no shell is between`() {
        let end = run("#!/usr/bin/python3\nimport sys\nprint('$HOME; `id`', len(sys.argv))\n")
        #expect(end.result?.output == "$HOME; `id` 1\n")
        #expect(run("#!/no/such/interpreter\n").result?.exitCode == 127)
    }

    @Test func `a script gets no descriptor, no environment and no input of ours`() {
        let end = run("#!/bin/sh\nls /proc/$$/fd | tr '\\n' ' '; env | sort | cut -d= -f1 | tr '\\n' ' '; cat; pwd\n")
        // The script itself is descriptor 3, and the shell opens one of its own.
        let fields = end.result?.output.split(separator: " ").map { String($0) } ?? []
        #expect(fields.prefix { Int($0) != nil }.allSatisfy { ["0", "1", "2", "3", "10", "255"].contains($0) })
        #expect(fields.drop { Int($0) != nil }.dropLast() == ["HOME", "LC_ALL", "PATH", "PWD"])
        #expect(fields.last == "/\n")
    }

    @Test func `a status other than 0 and a signal are failures`() {
        let status = run("#!/bin/sh\necho no\nexit 3\n")
        #expect(status.state == .failed && status.detail == "ended with status 3")
        #expect(status.result?.output == "no\n" && status.result?.exitCode == 3)
        let signal = run("#!/bin/sh\nkill -9 $$\n")
        #expect(signal.detail == "was ended by signal 9" && signal.result?.exitCode == nil)
    }

    @Test func `a script that never ends is killed with all that it started, also what left its session`() {
        let script = "#!/bin/sh\n(setsid sh -c 'sleep 86391 & sleep 86391' &)\nsleep 86391 &\nwait\nsleep 86391\n"
        let end = run(script, within: .seconds(1))
        #expect(end.state == .failed && end.detail == "was killed after 1s")
        #expect(processes("86391").isEmpty)
    }

    @Test func `a script that cannot be told to stop is killed`() {
        let end = run("#!/bin/sh\ntrap '' TERM INT HUP\nwhile :; do sleep 86392; done\n", within: .seconds(1))
        #expect(end.detail == "was killed after 1s")
        #expect(processes("86392").isEmpty)
    }

    @Test func `what a script leaves running ends with it`() {
        let end = run("#!/bin/sh\nsetsid sleep 86393 &\necho bye\n")
        #expect(end.state == .done && end.result?.output == "bye\n")
        #expect(processes("86393").isEmpty)
    }

    @Test func `output without end is cut, and the script goes on`() {
        let end = run("#!/bin/sh\nhead -c 1000000 /dev/zero | tr '\\0' 'x'\nexit 4\n")
        #expect(end.result?.output.utf8.count == ActionResult.outputLimit)
        #expect(end.result?.isTruncated == true)
        #expect(end.result?.exitCode == 4)
    }

    @Test func `root runs scripts only where the device's own configuration lists it`() {
        let refused = run("#!/bin/sh\nid -un\n", as: "root")
        #expect(refused.state == .failed)
        #expect(refused.detail == "this device's own configuration lets no script run as `root`")
        #expect(refused.result == nil)
        scene.rules.scriptAccounts = ["nobody", "root"]
        #expect(run("#!/bin/sh\nid -un\n", as: "root").result?.output == "root\n")
        #expect(run("#!/bin/sh\nid -un\n").result?.output == "nobody\n")
    }

    @Test func `what watches over a script does not hold the agent's lock`() throws {
        let lock = "\(scene.fixture.path)/lock"
        let descriptor = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        scene.rules.scriptAccounts = ["root"]
        let end = run("#!/bin/sh\nreadlink /proc/$PPID/fd/*\n", as: "root")
        #expect(end.result?.output.contains("script") == true)
        #expect(end.result?.output.contains(lock) == false)
    }

    @Test func `an account that is not there is refused`() {
        scene.rules.scriptAccounts = ["ghost"]
        #expect(run("#!/bin/sh\n").detail == "there is no account `ghost` on this device")
    }

    @Test func `what is refused here is not done, whoever signed it`() {
        scene.rules.refused = [.runScript]
        let end = run("#!/bin/sh\ntouch /tmp/never\n")
        #expect(end.state == .failed)
        #expect(end.detail == "this device's own configuration refuses `runScript`")
    }
}
