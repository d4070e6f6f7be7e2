@testable import GatehouseAgentIO
import GatehouseModel
import Glibc
import Testing

@Suite struct InstallationTests {
    private let folder = TemporaryFolder()
    private let installation: Installation
    private let one: SemanticVersion
    private let two: SemanticVersion

    init() throws {
        installation = Installation(path: folder.file("opt"))
        one = try #require(SemanticVersion("1.1.0"))
        two = try #require(SemanticVersion("1.2.0"))
    }

    private func install(_ version: SemanticVersion, _ text: String) throws {
        try installation.begin()
        try installation.append(Array(text.utf8))
        try installation.activate(version)
    }

    @Test func `a draft becomes a version, and the link points to it`() throws {
        #expect(installation.current == nil)
        try installation.begin()
        try installation.append(Array("one".utf8))
        try installation.append(Array(" and more".utf8))
        #expect(installation.current == nil)
        var read = [UInt8]()
        try installation.readDraft { read += $0 }
        #expect(String(decoding: read, as: UTF8.self) == "one and more")
        try installation.activate(one)
        #expect(installation.current == one)
        #expect(folder.mode(of: "opt/versions/1.1.0/gatehouse-agent") == 0o755)
        try install(two, "two")
        #expect(installation.current == two)
    }

    @Test(arguments: ["opt", "opt/versions", "opt/versions/1.1.0", "opt/versions/1.1.0/gatehouse-agent"])
    func `what others may write to is never started`(name: String) throws {
        try install(one, "one")
        let mode = folder.mode(of: name)
        chmod(folder.file(name), mode | 0o002)
        #expect(installation.current == nil)
        chmod(folder.file(name), mode)
        #expect(installation.current == one)
    }

    @Test func `a folder for versions that others may write to, or a link, takes no release`() throws {
        mkdir(folder.file("opt"), 0o777)
        chmod(folder.file("opt"), 0o777)
        #expect { try installation.begin() } throws: { ($0 as? AgentError)?.hint?.contains("chmod") == true }
        rmdir(folder.file("opt/versions"))
        rmdir(folder.file("opt"))
        mkdir(folder.file("elsewhere"), 0o755)
        symlink(folder.file("elsewhere"), folder.file("opt"))
        #expect(throws: AgentError.self) { try installation.begin() }
    }

    @Test func `a program that is a link is never started`() throws {
        try install(one, "one")
        let program = folder.file("opt/versions/1.1.0/gatehouse-agent")
        unlink(program)
        symlink("/bin/true", program)
        #expect(installation.current == nil)
    }

    @Test func `the link goes back, and away`() throws {
        try install(one, "one")
        try install(two, "two")
        try installation.point(to: one)
        #expect(installation.current == one)
        try installation.point(to: nil)
        #expect(installation.current == nil)
        try installation.point(to: nil)
    }

    @Test func `what is not kept is pruned`() throws {
        try install(one, "one")
        try install(two, "two")
        folder.write("opt/versions/note", "somebody's own")
        installation.prune(keeping: [two])
        #expect(access(installation.program(of: one), F_OK) != 0)
        #expect(access(installation.program(of: two), F_OK) == 0)
        #expect(access(folder.file("opt/versions/note"), F_OK) == 0)
    }

    @Test(arguments: ["/bin/sh", "versions/../../x", "versions/1.1.0/../1.2.0", "versions/9.9.9", "versions/latest"])
    func `a link to anything else is as none`(target: String) throws {
        try install(one, "one")
        try install(two, "two")
        unlink(folder.file("opt/current"))
        #expect(symlink(target, folder.file("opt/current")) == 0)
        #expect(installation.current == nil)
    }

    @Test func `a link in the draft's place is not followed`() throws {
        try installation.begin()
        folder.write("victim", "untouched")
        unlink(folder.file("opt/draft"))
        #expect(symlink(folder.file("victim"), folder.file("opt/draft")) == 0)
        #expect(throws: AgentError.self) { try installation.append(Array("x".utf8)) }
        try installation.begin()
        #expect(
            try StateDirectory.read(folder.file("victim")).map { String(decoding: $0, as: UTF8.self) } == "untouched")
    }
}
