import Foundation
import GatehouseWebAuthn
import Testing

@Suite struct WebAuthnErrorTests {
    @Test func `every refusal has a test that expects it`() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        let sources = try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
            .map { try String(contentsOf: $0, encoding: .utf8) }.joined()
        for code in WebAuthnError.Code.allCases {
            #expect(sources.contains(try Regex("\\.\(code.rawValue)\\b")), "nothing expects `\(code)`")
        }
    }

    @Test func `a refusal outside a ceremony has no step`() {
        let error = #expect(throws: WebAuthnError.self) { try CBOR.decode([]) }
        #expect(error?.step == nil)
        #expect(error?.description == error?.message)
    }
}
