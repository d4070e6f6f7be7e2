import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

/// Random configurations, judged by sudo itself in a mount namespace of its own.
struct SudoDifferentialTests {
    private static let users = ["alice", "bob", "carol"]
    private static let accounts = [
        "passwd": "root:x:0:0::/root:/bin/sh\nalice:x:4001:4101::/:/bin/sh\nbob:x:4002:4002::/:/bin/sh\n"
            + "carol:x:4003:4003::/:/bin/sh\n",
        "group": "root:x:0:\nsudo:x:4101:\nwheel:x:4102:bob,carol\nbob:x:4002:\ncarol:x:4003:\n",
        "shadow": (["root"] + users).map { "\($0):*:19000:0:99999:7:::\n" }.joined(),
    ]

    private static func sudoers(_ random: inout Seeded) -> String {
        var lines = ["User_Alias ADMINS = alice, %wheel, !carol : OTHERS = ALL, !ADMINS"]
        lines.append("Cmnd_Alias FEW = /bin/ls, /bin/cat : EVERY = ALL\nRunas_Alias SUPER = root, #0")
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let user = random.pick(
                users + ["%sudo", "%wheel", "%#4101", "#4002", "ADMINS", "OTHERS", "ALL", "alice,!bob"])
            let host = random.pick(["ALL", "ALL", "ALL", "nowhere.example", "ALL,!nowhere"])
            let runAs = random.pick(["", "", "(ALL) ", "(root:ALL) ", "(SUPER) ", "(bob) ", "(ALL,!root) "])
            let commands = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                random.pick(["", "", "NOPASSWD: ", "PASSWD:", "NOEXEC: NOPASSWD :", "SETENV:"])
                    + random.pick(["ALL", "ALL", "EVERY", "FEW", "!FEW", "/bin/ls -l a\\,b", "!ALL", "sudoedit /etc/x"])
            }
            lines.append("\(user) \(host) = \(runAs)\(commands.joined(separator: ", "))")
        }
        let defaults = [
            "", "", "", "Defaults !authenticate", "Defaults:bob !authenticate", "Defaults>root !authenticate",
            "Defaults exempt_group = wheel", "Defaults:ADMINS !authenticate\nDefaults:alice authenticate",
        ]
        lines.insert(random.pick(defaults), at: 0)
        return lines.joined(separator: "\n") + "\n"
    }

    /// Of each user whether `sudo` runs a command that no line names: as root's list says, and without a password.
    private static let script = """
        for f in passwd group shadow; do mount --bind "$1/$f" /etc/$f; done
        chown root:root "$1/sudoers"; chmod 440 "$1/sudoers"; mount --bind "$1/sudoers" /etc/sudoers
        for u in alice bob carol; do
            sudo -n -l -U $u -u root /usr/bin/uname >/dev/null 2>&1 && a=all || a=no
            setpriv --reuid $u --init-groups --regid $(id -g $u) sudo -n -u root /usr/bin/uname >/dev/null 2>&1 && p=free || p=asks
            echo $u $a $p
        done
        """

    @Test func `who may do everything, and without a password, is as sudo decides`() throws {
        try requireRoot()
        var random = Seeded(FuzzEffort.seed(5))
        for round in 0..<FuzzEffort.rounds(40) {
            let text = Self.sudoers(&random)
            let folder = try Fixture(Self.accounts.merging(["sudoers": text]) { first, _ in first })
            let checked = try Tool.visudo.run("-c", "-f", "\(folder.path)/sudoers")
            try #require(checked.status == 0, "\(checked.output)\(checked.error)\n\(text)")
            for (name, content) in Self.accounts { try folder.write("/etc/\(name)", content) }
            try folder.write("/etc/sudoers", text)
            let policy = try SudoersPolicy(folder.machine)
            let groups = try AccountDatabase(folder.machine).groupsByAccount()
            let output = try Tool.unshare.output("-m", "/bin/sh", "-c", Self.script, "sh", folder.path)
            for line in output.split(separator: "\n") {
                let words = line.split(separator: " ").map(String.init)
                let number = try #require(["alice": 4001, "bob": 4002, "carol": 4003][words[0]])
                let names = groups[words[0]] ?? []
                let caller = SudoCaller(
                    name: words[0], userID: UInt32(number),
                    groups: words[0] == "alice" ? names.union(["#4101"]) : names.union(["#\(number)", "#4102"]),
                    host: "host.example", superusers: ["root"])
                let ours = policy.authority(of: caller)
                #expect(ours.mayRunAll == (words[1] == "all"), "round \(round), \(words):\n\(text)")
                #expect(ours.isAllPasswordless == (words[2] == "free"), "round \(round), \(words):\n\(text)")
            }
        }
    }
}
