import Foundation
import Testing

@testable import GatehouseAgent

@Suite(.serialized) struct FileWatcherTests {
    private let fixture: Fixture

    init() throws { fixture = try Fixture(["/etc/file": "one", "/etc/dir/a": "", "/other/x": ""]) }

    private func path(_ path: String) -> String { fixture.path + path }

    private func watcher(_ paths: String...) throws -> FileWatcher {
        try FileWatcher(watching: Set(paths.map(path)))
    }

    private func expect(
        _ event: FileWatcher.Event, of watcher: FileWatcher, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(watcher.waitForChange(timeout: .seconds(5)) == event, sourceLocation: sourceLocation)
    }

    @Test func `nothing happens until the time is up`() throws {
        #expect(try watcher("/etc/file").waitForChange(timeout: .milliseconds(20)) == .timedOut)
    }

    @Test func `a written file and one put in its place are seen, each time`() throws {
        let watcher = try watcher("/etc/file", "/etc/dir")
        try Data("two".utf8).write(to: URL(filePath: path("/etc/file")), options: [])
        expect(.changed([path("/etc/file")]), of: watcher)
        for text in ["three", "four"] {
            try fixture.write("/etc/new", text)
            #expect(rename(path("/etc/new"), path("/etc/file")) == 0)
            expect(.changed([path("/etc/file")]), of: watcher)
        }
    }

    @Test func `a file in a watched folder is a change of the folder, a neighbour is none`() throws {
        let watcher = try watcher("/etc/dir")
        try fixture.write("/etc/neighbour", "")
        try fixture.write("/etc/dir/b", "")
        expect(.changed([path("/etc/dir")]), of: watcher)
        try fixture.write("/etc/neighbour", "again")
        #expect(watcher.waitForChange(timeout: .milliseconds(20)) == .timedOut)
    }

    @Test func `what does not exist yet is seen when it comes`() throws {
        let watcher = try watcher("/etc/later/deep/file")
        try FileManager.default.createDirectory(atPath: path("/etc/later/deep"), withIntermediateDirectories: true)
        expect(.changed([path("/etc/later/deep/file")]), of: watcher)
        try fixture.write("/etc/later/deep/file", "x")
        expect(.changed([path("/etc/later/deep/file")]), of: watcher)
    }

    @Test func `a folder that is moved away and made anew is watched again`() throws {
        let watcher = try watcher("/etc/dir/a")
        #expect(rename(path("/etc/dir"), path("/etc/gone")) == 0)
        expect(.changed([path("/etc/dir/a")]), of: watcher)
        try fixture.write("/etc/dir/a", "x")
        expect(.changed([path("/etc/dir/a")]), of: watcher)
        try fixture.write("/etc/dir/a", "y")
        expect(.changed([path("/etc/dir/a")]), of: watcher)
    }

    @Test func `what a symbolic link leads to is watched, too`() throws {
        try fixture.link("/etc/link", to: "../other/x")
        let watcher = try watcher("/etc/link")
        try fixture.write("/other/x", "new")
        expect(.changed([path("/etc/link")]), of: watcher)
    }

    @Test func `a burst is one change`() throws {
        let watcher = try watcher("/etc/file", "/etc/dir")
        for index in 0..<50 { try fixture.write("/etc/dir/\(index)", "x") }
        try fixture.write("/etc/file", "x")
        expect(.changed([path("/etc/file"), path("/etc/dir")]), of: watcher)
        #expect(watcher.waitForChange(timeout: .milliseconds(20)) == .timedOut)
    }

    @Test func `another thread can end the wait`() throws {
        let watcher = try watcher("/etc/file")
        Thread { watcher.wake() }.start()
        expect(.woken, of: watcher)
        #expect(watcher.waitForChange(timeout: .milliseconds(20)) == .timedOut)
    }

    @Test func `a mount is seen`() throws {
        try requireRoot()
        let watcher = try FileWatcher(watching: ["/proc/self/mountinfo"])
        _ = try Tool.mount.output("-t", "tmpfs", "tmpfs", path("/other"))
        defer { _ = try? Tool.umount.run(path("/other")) }
        expect(.changed(["/proc/self/mountinfo"]), of: watcher)
    }
}
