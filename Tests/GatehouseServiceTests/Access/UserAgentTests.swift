import GatehouseModel
import Testing

@testable import GatehouseService

@Suite struct UserAgentTests {
    @Test(arguments: [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", Platform.linux),
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36", .android),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15", .iOS),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15", .macOS),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36", .windows),
    ])
    func `a browser names its platform`(_ header: String, _ platform: Platform) {
        let agent = UserAgent(header)
        #expect(agent.platform == .known(platform))
        #expect(agent.client == .browser)
    }

    @Test func `a program that names no platform has none`() {
        let agent = UserAgent("curl/8.5.0")
        #expect(agent.platform == .absent)
        #expect(agent.client == .mobileAppsAndDesktopClients)
    }
}
