import Foundation
import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import GatehouseWire
import Logging
import Testing

@testable import GatehouseServer

@Suite struct AgentReleaseFolderTests {
    private let folder: TemporaryDirectory
    private let releases: AgentReleaseFolder
    private let version: SemanticVersion

    init() throws {
        folder = try TemporaryDirectory()
        releases = AgentReleaseFolder(
            path: folder.path, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        version = try #require(SemanticVersion("1.2.0"))
    }

    private func put(_ name: String, version: SemanticVersion? = nil) throws {
        let manifest = ReleaseManifest(
            version: version ?? self.version, released: Instant(seconds: 5),
            artefacts: [.init(architecture: "x86_64", size: 9, sha256: String(repeating: "a", count: 64))])
        try FileManager.default.createDirectory(
            atPath: folder.file(name), withIntermediateDirectories: true, attributes: nil)
        let envelope = SignedRelease(manifest: manifest.bytes, signature: [1])
        try Data(envelope.bytes).write(to: URL(fileURLWithPath: folder.file("\(name)/release.json")))
        try Data("a program".utf8).write(to: URL(fileURLWithPath: folder.file("\(name)/x86_64")))
    }

    @Test func `a release is found by its folder`() async throws {
        #expect(try await releases.all().isEmpty)
        try put("1.2.0")
        let found = try #require(try await releases.all().first)
        #expect(found.version == version)
        #expect(found.released == Instant(seconds: 5))
        #expect(found.architectures == ["x86_64"])
        #expect(try SignedRelease(bytes: found.envelope).signature == [1])
    }

    @Test func `a folder of another name or of another version is left out`() async throws {
        try put("latest")
        try put("1.3.0")
        try put("01.2.0")
        #expect(try await releases.all().isEmpty)
    }

    @Test func `a program is given in pieces`() async throws {
        try put("1.2.0")
        func piece(_ offset: Int64, _ limit: Int) async throws -> String? {
            try await releases.piece(of: version, architecture: "x86_64", offset: offset, limit: limit)
                .map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(try await piece(0, 4) == "a pr")
        #expect(try await piece(4, 100) == "ogram")
        #expect(try await piece(9, 100) == "")
    }

    @Test(arguments: ["aarch64", "../1.2.0/x86_64", "", "x86_64/", "release.json"])
    func `nothing else of the machine is given out`(architecture: String) async throws {
        try put("1.2.0")
        #expect(try await releases.piece(of: version, architecture: architecture, offset: 0, limit: 10) == nil)
    }
}
