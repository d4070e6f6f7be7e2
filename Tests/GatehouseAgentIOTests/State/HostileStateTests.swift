import GatehouseAgentCore
@testable import GatehouseAgentIO
import Glibc
import Testing

/// What somebody could do to the agent's own files, and what the agent does then.
@Suite struct HostileStateTests {
    private let folder = TemporaryFolder()

    private func directory() throws -> StateDirectory { try StateDirectory(creating: folder.file("state")) }

    private func openState(isNew: Bool) throws {
        _ = try isNew ? StateDirectory(creating: folder.file("state")) : StateDirectory(existing: folder.file("state"))
    }

    private func refusal(_ body: () throws -> Void) -> AgentError? {
        do {
            try body()
            return nil
        } catch { return error as? AgentError }
    }

    @Test func `a folder that others may enter is refused, with how to mend it`() throws {
        mkdir(folder.file("state"), 0o755)
        for mode in [0o755, 0o770, 0o701] as [mode_t] {
            chmod(folder.file("state"), mode)
            let error = try #require(refusal { _ = try StateDirectory(existing: folder.file("state")) })
            #expect(error.message.contains("others may enter"))
            #expect(error.hint?.hasPrefix("chmod 700 \(folder.file("state"))") == true)
        }
    }

    @Test(.enabled(if: geteuid() == 0)) func `a folder of another user is refused, with how to mend it`() throws {
        mkdir(folder.file("state"), 0o700)
        chown(folder.file("state"), 65_534, 65_534)
        for isNew in [false, true] {
            let error = try #require(refusal { try openState(isNew: isNew) })
            #expect(error.message.contains("belongs to another user"))
            #expect(error.hint != nil)
        }
    }

    @Test func `a link in the folder's place is refused`() throws {
        mkdir(folder.file("elsewhere"), 0o700)
        symlink(folder.file("elsewhere"), folder.file("state"))
        for isNew in [false, true] {
            #expect(refusal { try openState(isNew: isNew) }?.message.contains("symbolic link") == true)
        }
    }

    @Test func `another folder that is put in its place gets nothing`() throws {
        let directory = try directory()
        try directory.write("sequence", "1".utf8)
        rename(folder.file("state"), folder.file("aside"))
        mkdir(folder.file("state"), 0o777)
        folder.write("state/identity.json", "{}")
        folder.write("state/sequence", "999")
        #expect(try directory.sequence() == 1)
        #expect(try directory.read("identity.json") == nil)
        try directory.write("device.key", "secret".utf8)
        #expect(try StateDirectory.read(folder.file("state/device.key")) == nil)
        #expect(try StateDirectory.read(folder.file("aside/device.key")) != nil)
    }

    @Test func `a link in a file's place is not read, and is replaced without harm to what it leads to`() throws {
        let directory = try directory()
        folder.write("precious", "kept")
        symlink(folder.file("precious"), directory.file("sequence"))
        #expect(throws: AgentError.self) { try directory.read("sequence") }
        try directory.write("sequence", "2".utf8)
        #expect(try directory.sequence() == 2)
        symlink(folder.file("precious"), directory.file("state.json.tmp"))
        try directory.save(AcknowledgedState())
        #expect(try StateDirectory.read(folder.file("precious")).map { String(decoding: $0, as: UTF8.self) } == "kept")
    }

    @Test(arguments: ["identity.json", "sequence", "state.json", "actions.json", "update.json", "ownership", "lock"])
    func `a pipe, a folder or a huge file in a file's place holds nothing up`(name: String) throws {
        let directory = try directory()
        let path = directory.file(name)
        #expect(mkfifo(path, 0o600) == 0)
        #expect(refusal { _ = try directory.read(name) }?.message.contains("not a regular file") == true)
        #expect(throws: AgentError.self) { try directory.open(name) }
        unlink(path)
        mkdir(path, 0o700)
        #expect(throws: AgentError.self) { try directory.read(name) }
        rmdir(path)
        let descriptor = Glibc.open(path, O_CREAT | O_WRONLY, 0o600)
        ftruncate(descriptor, 1 << 40)
        close(descriptor)
        #expect(refusal { _ = try directory.read(name) }?.message.contains("too large") == true)
    }

    @Test func `a lock that is a link to elsewhere is refused, and nothing is made there`() throws {
        let directory = try directory()
        symlink(folder.file("made"), directory.file("lock"))
        #expect(throws: AgentError.self) { try DirectoryLock(directory) }
        #expect(try StateDirectory.read(folder.file("made")) == nil)
    }

    @Test func `leaving the fleet removes links and not what they lead to, and leaves what is not its own`() throws {
        let directory = try directory()
        mkdir(folder.file("precious"), 0o700)
        folder.write("precious/kept", "1")
        symlink(folder.file("precious"), directory.file("link"))
        mkdir(directory.file("folder"), 0o700)
        folder.write("state/folder/kept", "1")
        try directory.write("identity.json", "{}".utf8)
        try directory.removeEverything()
        #expect(try StateDirectory.read(folder.file("precious/kept")) != nil)
        #expect(try StateDirectory.read(folder.file("state/folder/kept")) != nil)
        #expect(try directory.files().isEmpty)
    }

    @Test func `leaving the fleet empties the folder that was opened, not one that took its place`() throws {
        let directory = try directory()
        try directory.write("identity.json", "{}".utf8)
        rename(folder.file("state"), folder.file("aside"))
        mkdir(folder.file("state"), 0o700)
        folder.write("state/kept", "1")
        try directory.removeEverything()
        #expect(try StateDirectory.read(folder.file("state/kept")) != nil)
        #expect(try StateDirectory.read(folder.file("aside/identity.json")) == nil)
    }

    @Test func `settings that others may write, or that are no file, are refused`() throws {
        folder.write("agent.conf", "cloud.metadata = on\n")
        chmod(folder.file("agent.conf"), 0o666)
        #expect(refusal { _ = try AgentConfiguration.load(folder.file("agent.conf")) }?.hint?.contains("chmod") == true)
        let actions = refusal { _ = try ActionConfiguration(path: folder.file("agent.conf")).load() }
        #expect(actions?.hint?.contains("chmod") == true)
        #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
        #expect(throws: AgentError.self) { try AgentConfiguration.load(folder.file("pipe")) }
        #expect(throws: AgentError.self) { try ActionConfiguration(path: "/dev/zero").load() }
        #expect(throws: AgentError.self) { try ReleaseKeys.read(folder.file("pipe")) }
    }
}
