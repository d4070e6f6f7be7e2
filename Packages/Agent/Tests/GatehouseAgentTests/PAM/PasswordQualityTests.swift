import Foundation
import Testing

@testable import GatehouseAgent

struct PasswordQualityTests {
    @Test(
        arguments: [
            (["min=disabled,24,11,8,7"], 7, 1, true), (["min=disabled,disabled,disabled,12,10"], 10, 3, true),
            (["min=disabled,disabled,disabled,disabled,8", "enforce=none"], 8, 4, false), ([], 7, 1, true),
        ] as [([String], Int64, Int64, Bool)])
    func `passwdqc's shortest limit counts`(
        arguments: [String], length: Int64, classes: Int64, isEnforcing: Bool
    ) throws {
        let quality = try PasswordQuality(passwdqc: arguments)
        #expect(quality == PasswordQuality(minimumLength: length, characterClasses: classes, isEnforcing: isEnforcing))
    }

    @Test(arguments: [
        ["min=1,2"], ["min=a,b,c,d,e"], ["min=-1,2,3,4,5"], ["config=/etc/x"],
        ["min=disabled,disabled,disabled,disabled,disabled"],
    ])
    func `passwdqc settings that are not understood are refused`(arguments: [String]) {
        #expect(throws: MachineError.self) { try PasswordQuality(passwdqc: arguments) }
    }

    @Test func `drop-ins come first, then the file, then the module's arguments`() throws {
        let fixture = try Fixture([
            "/etc/security/pwquality.conf": "minlen = 10 # not 20\n",
            "/etc/security/pwquality.conf.d/a.conf": "minclass=3",
            "/etc/security/pwquality.conf.d/b.conf": "minlen=12\nenforcing = 0",
            "/etc/security/pwquality.conf.d/c": "minlen=99",
        ])
        let quality = try PasswordQuality(pwquality: ["retry=3"], fixture.machine)
        #expect(quality == PasswordQuality(minimumLength: 10, characterClasses: 3, isEnforcing: false))
        #expect(try PasswordQuality(pwquality: ["minlen=16"], fixture.machine).minimumLength == 16)
        #expect(try PasswordQuality(cracklib: ["minlen=14"]).minimumLength == 10)
        #expect(throws: MachineError.self) { try PasswordQuality(pwquality: ["minlen=long"], fixture.machine) }
    }

    /// libpwquality reads the same files, and says how short a password it lets pass.
    private static let script = """
        from pwquality import PWQError, PWQSettings
        from sys import argv
        s = PWQSettings()
        s.read_config(argv[1])
        s.set_option("dictcheck=0")
        kinds = ("0123456789" * 3, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "!$%&/()=?+*#-_.,:;<>|@[]{}")
        words = ["".join(k[:n] for k, n in zip(kinds, (d, u, l, t - d - u - l)))
            for t in range(1, 22) for d in range(t + 1) for u in range(t + 1 - d) for l in range(t + 1 - d - u)]
        best = 0
        for w in words:
            try:
                s.check(w, None, None)
                best = len(w)
                break
            except PWQError:
                pass
        print(best)
        """

    @Test func `the shortest password is as libpwquality lets it pass`() throws {
        var random = Seeded(FuzzEffort.seed(21))
        for round in 0..<FuzzEffort.rounds(10) {
            var lines = ["minlen = \(Int.random(in: 0...16, using: &random))"]
            for name in ["dcredit", "ucredit", "lcredit", "ocredit"] where Bool.random(using: &random) {
                lines.append("\(name)=\(Int.random(in: -2...3, using: &random))")
            }
            if Bool.random(using: &random) { lines.append("minclass \(Int.random(in: 0...5, using: &random))") }
            let text = lines.joined(separator: "\n") + "\n"
            let path = "/etc/security/pwquality.conf"
            let drop = "minlen = \(Int.random(in: 6...12, using: &random))\nlcredit = \(random.pick([0, -1]))\n"
            let fixture = try Fixture([path: text, "\(path).d/10.conf": drop])
            let theirs = try Tool.python.output("-c", Self.script, fixture.path + path)
            let ours = try PasswordQuality(pwquality: [], fixture.machine).minimumLength
            #expect("\(ours)" == theirs.dropLast(), "round \(round):\n\(text)\(drop)")
        }
    }
}
