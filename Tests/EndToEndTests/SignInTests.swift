import Foundation
import GatehouseTestSupport
import Testing

/// People who sign in with a browser that others wrote, and its virtual authenticator.
@Suite struct SignInTests {
    /// `Browser/sign_in.py` says what each step does.
    private static let steps = [
        "set_up", "sign_in", "autofill", "add_and_remove", "replay", "unverified", "bad_signature", "wrong_origin",
        "password_without_script", "open_redirect", "counter",
    ]

    @Test func `a browser registers, signs in, and gets nowhere with what it should not do`() async throws {
        let server = try await RunningServer()
        let code = "\(server.data)/setup-code.txt"
        let mode = try FileManager.default.attributesOfItem(atPath: code)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Browser/sign_in.py")
        var arguments = ["python3", script.path, "\(server.port)", code]
        // To look at the pages: a folder for pictures of each of them.
        if let folder = ProcessInfo.processInfo.environment["SIGN_IN_SCREENSHOTS"] { arguments.append(folder) }
        let browser = try ChildProcess(arguments, name: "browser", in: server.folder.path)
        let status = try await browser.end(within: .seconds(240))
        let passed = browser.written.split(separator: "\n").compactMap { line in
            line.hasPrefix("ok ") ? String(line.dropFirst(3)) : nil
        }
        #expect(status == 0 && passed == Self.steps, "\(browser.written)\n\(browser.complaints)")
        try await server.stop()
        try await server.start()
        #expect(!FileManager.default.fileExists(atPath: code), "a code that was used is still there")
        try await server.stop()
    }
}
