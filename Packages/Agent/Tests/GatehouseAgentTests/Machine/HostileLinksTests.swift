import Foundation
import GatehouseModel
import Glibc
import Synchronization
import Testing

@testable import GatehouseAgent

/// Symbolic links put where the agent reads and removes, also while it does.
@Suite struct HostileLinksTests {
    @Test func `a log that is a link to what only root may read is not sent`() throws {
        let scene = try EnforcerScene(["/etc/shadow": "secret\n", "/var/log/dpkg.log": "installed\n"])
        try scene.fixture.link("/var/log/syslog", to: scene.fixture.path + "/etc/shadow")
        let end = scene.enforce(.collectLogs)
        #expect(end.result?.output == "agent.log\ndpkg.log\n")
        let content = try #require(end.artefact).content
        #expect(!String(decoding: content, as: UTF8.self).contains("secret"))
    }

    @Test func `folders that are swapped for links while a wipe runs lead it nowhere else`() throws {
        let scene = try EnforcerScene(["/precious/kept": "1"])
        let path = scene.fixture.path
        let isOver = Atomic(false)
        let thief = Thread {
            while !isOver.load(ordering: .relaxed) {
                for index in 0..<20 {
                    // The folder goes aside and a link to what is not to be wiped takes its name; and back again.
                    rename("\(path)/srv/\(index)", "\(path)/aside-\(index)")
                    symlink("\(path)/precious", "\(path)/srv/\(index)")
                    unlink("\(path)/srv/\(index)")
                    rename("\(path)/aside-\(index)", "\(path)/srv/\(index)")
                }
            }
        }
        thief.start()
        defer { isOver.store(true, ordering: .relaxed) }
        scene.rules.wipedPaths = ["/srv"]
        for _ in 0..<30 {
            for index in 0..<20 { try? scene.fixture.write("/srv/\(index)/deep/file", "1") }
            _ = scene.enforce(.wipe(.selective, isDryRun: false))
            #expect(scene.exists("/precious/kept"))
        }
    }

    @Test func `a file is not replaced through what somebody put beside it`() throws {
        let fixture = try Fixture(["/etc/hostname": "old\n", "/etc/precious": "1"])
        try fixture.link("/etc/hostname.gatehouse", to: fixture.path + "/etc/precious")
        try fixture.machine.replace("/etc/hostname", Array("new\n".utf8))
        #expect(try fixture.machine.text("/etc/hostname") == "new")
        #expect(try fixture.machine.text("/etc/precious") == "1")
    }
}
