import Foundation
import GatehouseModel
import Glibc
import Testing

@testable import GatehouseAgent

struct RestartCollectorTests {
    /// `required reasons` on a machine that runs 6.1.0-30-amd64.
    private static func outline(_ files: [String: String], running: String = "6.1.0-30-amd64") throws -> String {
        let fixture = try Fixture(files)
        let kernel = KernelIdentity(hostname: "host", release: running, version: "#1", architecture: "x86_64")
        let machine = Machine(root: fixture.path, kernel: kernel, assurance: .agentVerified)
        let found = try withExtendedLifetime(fixture) { try facts(of: RestartCollector(), in: machine) }
        return found.outline("updates.restartRequired") + " " + found.outline("updates.restartReasons")
    }

    @Test func `this machine has run for as long as uptime says`() throws {
        let days = try facts(of: RestartCollector()).outline("os.uptimeDays")
        let text = try Tool.uptime.output("--since").trimmingCharacters(in: .whitespacesAndNewlines)
        let started = try #require(Instant(text.replacingOccurrences(of: " ", with: "T") + "Z"))
        let clock = Instant(seconds: Int64(time(nil)))
        let theirs = (clock - started).components.seconds / 86_400
        #expect(["\(theirs)", "\(max(theirs - 1, 0))", "\(theirs + 1)"].contains(days))
    }

    @Test func `nothing waits`() throws {
        #expect(try Self.outline(["/boot/vmlinuz-6.1.0-30-amd64": ""]) == "false ")
        #expect(try Self.outline([:]) == "false ")
    }

    @Test func `packages say that they wait, each once`() throws {
        let found = try Self.outline([
            "/run/reboot-required": "*** System restart required ***\n",
            "/run/reboot-required.pkgs": "linux-base\ndbus\nlinux-base\n\n",
        ])
        #expect(found == "true dbus, linux-base")
        #expect(try Self.outline(["/run/reboot-required": ""]) == "true ")
    }

    @Test(arguments: [
        (["6.1.0-31-amd64"], "true kernel 6.1.0-31-amd64"), (["6.1.0-9-amd64"], "false "),
        (["6.1.0-31-cloud-amd64"], "false "), (["6.1.0-31-amd64.dpkg-new"], "false "),
        (["6.1.0-100-amd64", "6.1.0-31-amd64"], "true kernel 6.1.0-100-amd64"),
        (["0-rescue-0123456789abcdef"], "false "), (["", "-", "é", "6.1.0-31-amd64.old"], "false "),
    ])
    func `a newer kernel of the same flavour waits`(installed: [String], expected: String) throws {
        let files = Dictionary(uniqueKeysWithValues: installed.map { ("/boot/vmlinuz-\($0)", "") })
        #expect(try Self.outline(files) == expected)
    }

    @Test func `Fedora's names have no flavour`() throws {
        let files = ["/boot/vmlinuz-6.9.8-200.fc40.x86_64": "", "/boot/vmlinuz-0-rescue-0123": ""]
        #expect(try Self.outline(files, running: "6.9.7-200.fc40.x86_64") == "true kernel 6.9.8-200.fc40.x86_64")
    }

    @Test func `releases are ordered as sort orders versions`() throws {
        let releases = ["6.1.0-9-amd64", "6.1.0-10-amd64", "5.10.0-44-amd64", "6.12.1-1-amd64", "6.2.0-1-amd64"]
        let newest = try Tool.sort.output("-V", input: releases.joined(separator: "\n") + "\n")
            .split(separator: "\n").last.map(String.init)
        let files = Dictionary(uniqueKeysWithValues: releases.map { ("/boot/vmlinuz-\($0)", "") })
        #expect(try Self.outline(files, running: "4.19.0-1-amd64") == "true kernel \(newest ?? "")")
    }

    @Test func `a list that is too long leaves it unknown`() throws {
        let long = String(repeating: "package\n", count: 20_000)
        #expect(try Self.outline(["/run/reboot-required.pkgs": long]) == "unavailable unavailable")
    }

    @Test(arguments: [("86400.5 1.0", "1"), ("-5 1", "unavailable"), ("", "unavailable"), ("x", "unavailable")])
    func `uptime is in whole days`(text: String, expected: String) throws {
        let facts = try Fixture(["/proc/uptime": text]).facts(of: RestartCollector())
        #expect(facts.outline("os.uptimeDays") == expected)
    }
}
