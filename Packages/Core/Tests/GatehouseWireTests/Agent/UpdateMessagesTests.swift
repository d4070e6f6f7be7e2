import GatehouseModel
import GatehouseWire
import Testing

@Suite struct UpdateMessagesTests {
    private func manifest() throws -> ReleaseManifest {
        ReleaseManifest(
            version: try #require(SemanticVersion("1.2.0-rc.1")), released: WireSamples.now,
            artefacts: [.init(architecture: "x86_64", size: 7, sha256: String(repeating: "0a", count: 32))])
    }

    @Test func `a release survives the way`() throws {
        let release = SignedRelease(manifest: try manifest().bytes, signature: [1, 2, 255])
        let read = try SignedRelease(bytes: release.bytes)
        #expect(read == release)
        #expect(try ReleaseManifest(bytes: read.manifest) == manifest())
        #expect(try manifest().artefact(for: "aarch64") == nil)
    }

    @Test func `what the script writes is read`() throws {
        let text = """
            {"product":"gatehouse-agent","version":"1.2.0","released":"2026-11-22T01:24:10Z","artefacts":\
            [{"architecture":"x86_64","size":35664,"sha256":"\(String(repeating: "C7", count: 32))"}]}
            """
        let manifest = try ReleaseManifest(bytes: Array(text.utf8))
        #expect(manifest.artefact(for: "x86_64")?.sha256 == String(repeating: "c7", count: 32))
    }

    @Test(arguments: [
        (#""size":7"#, #""size":0"#), (#""size":7"#, #""size":-7"#), ("1.2.0-rc.1", "1.2"), ("1.2.0-rc.1", "../.."),
        ("0a0a", "0a0"), ("0a0a", "xyza"),
    ])
    func `what no release can say is refused`(good: String, bad: String) throws {
        let text = String(decoding: try manifest().bytes, as: UTF8.self)
        let start = try #require(text.firstRange(of: good))
        #expect(throws: WireError.self) {
            try ReleaseManifest(bytes: Array(text.replacingCharacters(start, bad).utf8))
        }
    }
}

extension String {
    fileprivate func replacingCharacters(_ range: Range<Index>, _ text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
