import Foundation
import Glibc
import Testing

@testable import GatehouseAgent

@Suite struct ChromiumPoliciesTests {
    private let fixture: Fixture
    private static let file = "etc/chromium/policies/managed/gatehouse.json"

    init() throws { fixture = try Fixture(["usr/bin/chromium": ""]) }

    private var policies: ChromiumPolicies {
        get throws { try #require(ChromiumPolicies.installed(on: fixture.machine).first) }
    }

    private func content() -> String? { try? String(contentsOfFile: "\(fixture.path)/\(Self.file)", encoding: .utf8) }

    @Test func `our file is one that every account can read, whatever the agent's own mask is`() throws {
        let mask = umask(0o077)
        defer { umask(mask) }
        try policies.write(Array("{}".utf8))
        #expect(content() == "{}")
        for path in [Self.file, "etc/chromium", "etc/chromium/policies", "etc/chromium/policies/managed"] {
            var status = stat()
            try #require(lstat("\(fixture.path)/\(path)", &status) == 0)
            #expect(status.st_mode & 0o777 == (path == Self.file ? 0o644 : 0o755), "\(path)")
        }
        try policies.write(Array("{\"a\":1}".utf8))
        #expect(content() == "{\"a\":1}")
        try policies.remove()
        #expect(content() == nil)
    }

    @Test func `an administrator's file is never changed, and ours goes where it sets the same policy`() throws {
        try policies.write(Array("{}".utf8))
        let theirs = "etc/chromium/policies/managed/site.json"
        try fixture.write(theirs, "{\"HomepageLocation\": \"https://example.com\"}")
        try policies.write(Array("{\"a\":1}".utf8))
        #expect(content() == "{\"a\":1}", "another policy is in nobody's way")
        let text = "{\"AutoSelectCertificateForUrls\": []}"
        try fixture.write(theirs, text)
        let error = #expect(throws: BrowserStoreError.self) { try policies.write(Array("{\"b\":2}".utf8)) }
        #expect(error?.message.contains("site.json") == true)
        #expect(error?.hint?.contains("{\"b\":2}") == true, "the line to add")
        #expect(content() == nil)
        #expect(try String(contentsOfFile: "\(fixture.path)/\(theirs)", encoding: .utf8) == text)
    }

    @Test func `only browsers that are installed get a file`() throws {
        #expect(ChromiumPolicies.installed(on: fixture.machine).map(\.folder) == ["/etc/chromium/policies/managed"])
        #expect(try ChromiumPolicies.installed(on: Fixture().machine).isEmpty)
    }
}
