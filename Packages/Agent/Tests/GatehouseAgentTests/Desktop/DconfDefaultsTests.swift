import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

struct DconfDefaultsTests {
    private static let desktop = "/usr/bin/gnome-shell"

    private static func compiled(_ files: [String: String]) throws -> Fixture {
        let fixture = try Fixture(files)
        for name in ["site", "local"] {
            let path = "\(fixture.path)/etc/dconf/db/\(name)"
            guard FileManager.default.fileExists(atPath: "\(path).d") else { continue }
            let made = try Tool.dconf.run("compile", path, "\(path).d")
            try #require(made.status == 0, "\(made.error)")
        }
        return fixture
    }

    @Test func `keys and locks that hold are those that dconf itself tells`() throws {
        var random = Seeded(FuzzEffort.seed(4))
        let keys = ["idle-delay", "lock-delay", "lock-enabled"]
        for round in 0..<FuzzEffort.rounds(20) {
            var files = ["/etc/dconf/profile/user": "user-db:user\nsystem-db:local # x\nsystem-db:site\n"]
            for name in ["local", "site"] {
                for part in ["10-a", "20-b"] {
                    let lines = keys.filter { _ in Bool.random(using: &random) }
                        .map {
                            "\($0)=\($0 == "lock-enabled" ? random.pick(["true", "false"]) : random.pick(["uint32 60", "uint32 7"]))"
                        }
                    files["/etc/dconf/db/\(name).d/\(part)"] = "# x\n[org/gnome]\n\(lines.joined(separator: "\n"))\n"
                }
                let locks = keys.filter { _ in Int.random(in: 0..<4, using: &random) == 0 }.map { "/org/gnome/\($0)" }
                files["/etc/dconf/db/\(name).d/locks/all"] = "# x\n" + locks.joined(separator: "\n") + "\n"
            }
            let fixture = try Self.compiled(files)
            let defaults = try DconfDefaults(fixture.machine)
            let databases = ["local", "site"].map { "file-db:\(fixture.path)/etc/dconf/db/\($0)\n" }.joined()
            try fixture.write("profile", "user-db:user\n\(databases)")
            let variables = ["DCONF_PROFILE=\(fixture.path)/profile", "HOME=\(fixture.path)", Tool.dconf.rawValue]
            let locks = try Tool.env.output(variables: variables, "list-locks", "/").split(separator: "\n")
            for key in keys {
                let value = try Tool.env.output(variables: variables, "read", "/org/gnome/\(key)").dropLast()
                let ours = defaults.setting("org/gnome", key)
                #expect(ours?.value ?? "" == value, "round \(round), \(key): \(files)")
                #expect((ours?.isLocked ?? false) == locks.contains("/org/gnome/\(key)"), "round \(round), \(key)")
            }
        }
    }

    @Test func `a locked policy is enforced, a plain one may be changed`() throws {
        var files = [
            Self.desktop: "<schemalist/>", "/etc/dconf/profile/user": "user-db:user\nsystem-db:local\n",
            "/etc/dconf/db/local.d/00-lock":
                "[org/gnome/desktop/session]\nidle-delay=uint32 120\n[org/gnome/desktop/screensaver]\nlock-delay=@u 5\n",
        ]
        let plain = try Self.compiled(files).facts(of: ScreenLockCollector())
        #expect(plain["screenLock.enabled"]?.value == .boolean(true))
        #expect(plain["screenLock.idleDelay"]?.value == .integer(120))
        #expect(plain["screenLock.lockDelay"]?.value == .integer(5))
        #expect(plain["screenLock.enforced"]?.value == .boolean(false))
        files["/etc/dconf/db/local.d/locks/lock"] =
            "/org/gnome/desktop/session/idle-delay\n/org/gnome/desktop/screensaver/lock-enabled\n"
            + "/org/gnome/desktop/screensaver/lock-delay\n"
        let locked = try Self.compiled(files).facts(of: ScreenLockCollector())
        #expect(locked["screenLock.enforced"]?.value == .boolean(true))
    }

    @Test func `without settings GNOME's defaults hold, or what the distribution puts in their place`() throws {
        let plain = try Fixture([Self.desktop: ""]).facts(of: ScreenLockCollector())
        #expect(plain["screenLock.idleDelay"]?.value == .integer(300))
        let changed = try Fixture([
            Self.desktop: "",
            "/usr/share/glib-2.0/schemas/10_x.gschema.override": "[org.gnome.desktop.session]\nidle-delay=uint32 0\n",
        ]).facts(of: ScreenLockCollector())
        #expect(changed["screenLock.idleDelay"]?.value == .integer(0))
        #expect(changed["screenLock.enabled"]?.value == .boolean(false))
    }

    @Test func `what was not compiled, is not understood or belongs to another desktop is not guessed`() throws {
        let profile = ["/etc/dconf/profile/user": "system-db:local\nsystem-db:../../x\n", Self.desktop: ""]
        let fixture = try Fixture(profile)
        try fixture.write("/etc/dconf/db/local", "")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: "\(fixture.path)/etc/dconf/db/local")
        try fixture.write("/etc/dconf/db/local.d/a", "[org/gnome/desktop/session]\nidle-delay=uint32 1\n")
        #expect(
            try fixture.facts(of: ScreenLockCollector())["screenLock.enabled"]?.missing?.contains("dconf update")
                == true)
        try fixture.write("/etc/dconf/db/local.d/a", "[org/gnome/desktop/session]\nidle-delay=soon\n")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: 60)], ofItemAtPath: "\(fixture.path)/etc/dconf/db/local")
        #expect(try fixture.facts(of: ScreenLockCollector())["screenLock.idleDelay"]?.missing != nil)
        let other = try Fixture(["/usr/share/xsessions/plasma.desktop": ""]).facts(of: ScreenLockCollector())
        #expect(other["screenLock.enabled"]?.missing?.contains("plasma") == true)
        #expect(try Fixture().facts(of: ScreenLockCollector())["screenLock.enabled"]?.isAbsent == true)
    }

    @Test func `mutated files cause no crashes`() throws {
        let fixture = try Fixture([
            Self.desktop: "", "/etc/dconf/profile/user": "user-db:user\nsystem-db:local\n", "/etc/dconf/db/local": "",
        ])
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: 600)], ofItemAtPath: "\(fixture.path)/etc/dconf/db/local")
        let seeds = [
            "[org/gnome/desktop/session]\nidle-delay=uint32 120\n# x\n[x\n=\n",
            "/org/gnome/desktop/session/idle-delay\n/\n",
        ]
        try Mutation.forEach(of: seeds, rounds: 500) { bytes in
            try fixture.write("/etc/dconf/db/local.d/a", bytes: bytes)
            try fixture.write("/etc/dconf/db/local.d/locks/a", bytes: bytes)
            try fixture.write("/etc/dconf/profile/user", bytes: Array("system-db:local\n".utf8) + bytes)
            _ = ScreenLockCollector().collect(in: fixture.machine, at: now)
        }
    }
}

extension Tool {
    fileprivate func output(variables: [String], _ arguments: String...) throws -> String {
        let outcome = try run(variables + arguments)
        try #require(outcome.status == 0, "\(outcome.error)")
        return outcome.output
    }
}
