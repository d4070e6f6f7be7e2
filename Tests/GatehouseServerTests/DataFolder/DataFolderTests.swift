import Foundation
import GatehouseTestSupport
import Testing

@testable import GatehouseServer

@Suite struct DataFolderTests {
    private let parent: TemporaryDirectory

    init() throws { parent = try TemporaryDirectory() }

    private func mode(of path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `the folder is made for its owner alone`() throws {
        let folder = try DataFolder(path: parent.file("a/b"))
        #expect(try mode(of: folder.path) == 0o700)
    }

    @Test func `a folder serves one server at a time, and the next when that is gone`() throws {
        var first: DataFolder? = try DataFolder(path: parent.file("data"))
        let path = try #require(first?.path)
        let error = #expect(throws: ConfigurationError.self) { _ = try DataFolder(path: path) }
        #expect(error?.message == "another gatehouse serves from `\(path)`")
        first = nil
        _ = try DataFolder(path: path)
    }

    @Test func `a folder whose data was in PostgreSQL gets no database of its own, and keeps the mark`() throws {
        let folder = try DataFolder(path: parent.file("data"))
        try folder.requireDataHere()
        let mark = parent.file("data/database.url")
        try folder.write("postgresql://app@db/gatehouse\n", to: mark)
        let error = #expect(throws: ConfigurationError.self) { try folder.requireDataHere() }
        #expect(
            error?.message
                == "the data was in PostgreSQL last, at postgresql://app@db/gatehouse, and no URL is given")
        #expect(error?.hint?.contains("GATEHOUSE_DATABASE") == true && error?.hint?.contains(mark) == true)
        #expect(FileManager.default.fileExists(atPath: mark))
    }

    @Test func `a folder that cannot be made says why`() throws {
        try "".write(toFile: parent.file("file"), atomically: true, encoding: .utf8)
        let error = #expect(throws: ConfigurationError.self) { _ = try DataFolder(path: parent.file("file/data")) }
        #expect(error?.message.hasPrefix("the data folder `\(parent.file("file/data"))` cannot be made") == true)
    }

    @Test func `a secret is replaced whole, and is never readable by others`() throws {
        let folder = try DataFolder(path: parent.file("data"))
        try "old, and open to all".write(toFile: folder.setUpToken, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.setUpToken)
        try folder.write("new", to: folder.setUpToken)
        #expect(folder.read(folder.setUpToken) == "new")
        #expect(try mode(of: folder.setUpToken) == 0o600)
        #expect(!FileManager.default.fileExists(atPath: folder.setUpToken + ".new"))
    }

    @Test func `the default point has the socket of the contract, every other one of its own name`() throws {
        let folder = try DataFolder(path: parent.file("data"))
        #expect(folder.decisionSocket(of: "default") == "\(folder.path)/decide.sock")
        #expect(folder.decisionSocket(of: "edge") == "\(folder.path)/decide-edge.sock")
    }
}
