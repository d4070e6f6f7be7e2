import GatehouseModel
import GatehouseWire
import Testing

@Suite struct DiscoveryMessagesTests {
    private let scripts = DiscoveryScripts(
        stand: "0011",
        scripts: [
            DiscoveryScript(
                terms: DiscoveryTerms(
                    name: "disk", digest: String(repeating: "a", count: 64), account: "nobody",
                    timeLimit: .milliseconds(1500), runsOnPersonalDevices: true,
                    settings: [CustomSetting(name: "A", type: .version)]),
                text: "#!/bin/sh\n", approvedAt: Instant(seconds: 1), expiresAt: Instant(seconds: 2),
                signature: [0, 255])
        ], signer: "PEM")

    @Test func `scripts come back as they were sent`() throws {
        #expect(try DiscoveryScripts(bytes: scripts.bytes) == scripts)
        let none = DiscoveryScripts(stand: nil, scripts: [], signer: "")
        #expect(none.bytes == Array("{}".utf8))
        #expect(try DiscoveryScripts(bytes: none.bytes) == none)
    }

    @Test func `a type that is not known is refused at its place`() {
        let text = String(decoding: scripts.bytes, as: UTF8.self).replacing("Version", with: "Colour")
        #expect(throws: WireError.self) { try DiscoveryScripts(bytes: Array(text.utf8)) }
    }

    @Test func `an answer to a check-in names scripts only where there are some`() throws {
        let plain = CheckInResponse(state: "s", desired: "0")
        #expect(plain.bytes == Array(#"{"state":"s","desired":"0"}"#.utf8))
        let answer = CheckInResponse(state: "s", desired: "0", scripts: "0011")
        #expect(try CheckInResponse(bytes: answer.bytes) == answer)
    }
}
