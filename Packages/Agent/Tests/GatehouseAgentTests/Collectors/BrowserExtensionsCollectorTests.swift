import Foundation
import GatehouseModel
import Glibc
import Testing

@testable import GatehouseAgent

struct BrowserExtensionsCollectorTests {
    private static let one = String(repeating: "a", count: 32)
    private static let other = String(repeating: "b", count: 32)
    private static let own = String(repeating: "c", count: 32)
    private static let passwd = "ada:x:1000:1000::/home/ada:/bin/sh\nbot:x:999:999::/home/bot:/usr/sbin/nologin\n"
    private static let profile = "/home/ada/.config/google-chrome/Default"

    /// Each row's fields in one line, without user and profile.
    private static func outline(_ files: [String: String]) throws -> [String] {
        let fact = try Fixture(files.merging(["/etc/passwd": passwd]) { one, _ in one })
            .facts(of: BrowserExtensionsCollector())["browser.extensions"]
        return try #require(fact?.value).rows.map { row in
            ["browser", "id", "name", "version", "enabled", "origin"].map { row[$0]?.description ?? "-" }
                .joined(separator: " ")
        }.sorted()
    }

    private static func preferences(_ settings: String) -> String {
        #"{"a":[1],"extensions":{"x":1,"settings":{\#(settings)}}}"#
    }

    @Test func `Chrome's preferences and manifests together`() throws {
        let settings = """
            "\(Self.one)":{"state":1,"location":1,"from_webstore":true,"manifest":{"name":"__MSG_n__","version":"1.0"},"path":"x"},
            "\(Self.other)":{"disable_reasons":[1],"location":7,"manifest":{"name":"By policy","version":"3.1"}},
            "\(Self.own)":{"location":5,"manifest":{"name":"Own","version":"1"}},
            "notanidentifier":{"manifest":{"name":"No","version":"1"}}
            """
        let found = try Self.outline([
            "\(Self.profile)/Preferences": "{}", "\(Self.profile)/Secure Preferences": Self.preferences(settings),
            "\(Self.profile)/Extensions/\(Self.one)/1.9.0_0/manifest.json": #"{"name":"Old","version":"1.9.0"}"#,
            "\(Self.profile)/Extensions/\(Self.one)/1.10.0_0/manifest.json":
                "// comment\n{\"name\":\"__MSG_appName__\",\"version\":\"1.10.0\",\"default_locale\":\"en\"}",
            "\(Self.profile)/Extensions/\(Self.one)/1.10.0_0/_locales/en/messages.json":
                #"{"APPNAME":{"description":"d","message":"The name"}}"#,
        ])
        #expect(
            found == [
                "chrome \(Self.one) The name 1.10.0 true store", "chrome \(Self.other) By policy 3.1 false policy",
            ])
    }

    @Test func `an extension that no preference knows is listed, whether it is enabled is not told`() throws {
        let found = try Self.outline([
            "/home/ada/.config/chromium/Profile 1/Preferences": "not json",
            "/home/ada/.config/chromium/Profile 1/Extensions/\(Self.one)/2_0/manifest.json":
                #"{"name":"N","version":"2"}"#,
        ])
        #expect(found == ["chromium \(Self.one) N 2 - -"])
    }

    @Test(arguments: [
        (#""state":0"#, "false"), (#""state":1"#, "true"), (#""disable_reasons":0"#, "true"),
        (#""disable_reasons":[]"#, "true"),
        (#""disable_reasons":1"#, "false"), (#""state":1,"disable_reasons":[4]"#, "false"), (#""x":0"#, "true"),
    ])
    func `every way of saying that it is disabled`(setting: String, expected: String) throws {
        let settings = "\"\(Self.one)\":{\(setting),\"manifest\":{\"name\":\"N\",\"version\":\"1\"}}"
        let found = try Self.outline(["\(Self.profile)/Preferences": Self.preferences(settings)])
        #expect(found == ["chrome \(Self.one) N 1 \(expected) -"])
    }

    @Test func `an unpacked one is read where it lies`() throws {
        let settings = "\"\(Self.one)\":{\"location\":4,\"path\":\"/home/ada/dev\"}"
        let found = try Self.outline([
            "/home/ada/.config/BraveSoftware/Brave-Browser/Default/Preferences": Self.preferences(settings),
            "/home/ada/dev/manifest.json": #"{"name":"Dev","version":"0.1"}"#,
        ])
        #expect(found == ["brave \(Self.one) Dev 0.1 true unpacked"])
    }

    @Test func `Firefox lists add-ons, without its own and without themes`() throws {
        let found = try Self.outline([
            "/home/ada/.mozilla/firefox/x.default/extensions.json": """
            {"schemaVersion":36,"addons":[
            {"id":"u@x","version":"1.5","type":"extension","location":"app-profile","active":true,
             "defaultLocale":{"name":"uBlock","creator":"c"},"sourceURI":"https://addons.mozilla.org/f.xpi"},
            {"id":"s@x","version":"2","type":"extension","location":"app-global","active":false,"defaultLocale":{"name":null}},
            {"id":"b@x","version":"1","type":"extension","location":"app-builtin","active":true},
            {"id":"t@x","version":"1","type":"theme","location":"app-profile","active":true}, 7, null]}
            """
        ])
        #expect(found == ["firefox s@x s@x 2 false sideloaded", "firefox u@x uBlock 1.5 true store"])
    }

    @Test func `accounts without a shell and homes without browsers have none`() throws {
        let bot = "/home/bot/.config/chromium/Default"
        let found = try Self.outline([
            "\(bot)/Preferences": "{}",
            "\(bot)/Extensions/\(Self.one)/1_0/manifest.json": #"{"name":"N","version":"1"}"#,
            "/home/ada/.bashrc": "",
        ])
        #expect(found.isEmpty)
    }

    @Test func `a profile reads as Python reads it`() throws {
        var settings = [String]()
        for index in 0..<12 {
            let identifier = String((0..<32).map { Character(Unicode.Scalar(UInt8(97 + ($0 * 7 + index) % 16))) })
            let manifest = #"{"name":"N\u00e9 \"\#(index)\" \ud83d\ude00","version":"1.\#(index)"}"#
            settings.append(#""\#(identifier)":{"state":\#(index % 2),"manifest":\#(manifest)}"#)
        }
        let text = Self.preferences(settings.joined(separator: ","))
        let script = """
            import json, sys
            for k, v in json.load(sys.stdin)["extensions"]["settings"].items():
                print("chrome", k, v["manifest"]["name"], v["manifest"]["version"], "true" if v["state"] else "false", "-")
            """
        let theirs = try Tool.python.output("-X", "utf8", "-c", script, input: text).split(separator: "\n").map(
            String.init)
        let ours = try Self.outline(["\(Self.profile)/Preferences": text])
        #expect(Set(ours) == Set(theirs) && ours.count == 12)
    }

    @Test func `hostile profiles hide no other`() throws {
        let good = "/home/ada/.config/microsoft-edge/Default"
        let long = String(repeating: "é", count: 9000)
        let fixture = try Fixture([
            "/etc/passwd": Self.passwd, "\(Self.profile)/Preferences": String(repeating: "[", count: 1_000_000),
            "\(Self.profile)/Extensions/\(Self.one)/1_0/manifest.json": String(repeating: "{\"a\":", count: 10_000),
            "\(good)/Preferences": Self.preferences(
                #""\#(Self.other)":{"manifest":{"name":"\#(long)","version":"1"}}"#),
            "/home/ada/.mozilla/firefox/p/extensions.json": "\0\0\0",
        ])
        try fixture.link("/home/ada/.config/chromium/Default/Preferences", to: "Preferences")
        let fact = try fixture.facts(of: BrowserExtensionsCollector())["browser.extensions"]
        let rows = try #require(fact?.value).rows
        #expect(rows.count == 1 && rows[0]["name"]?.text?.count == 128)
        #expect(fact?.evidence.hasSuffix("2 files not readable") == true, "\(fact?.evidence ?? "")")
    }

    @Test func `a pipe in place of a file does not hold the agent up`() throws {
        let fixture = try Fixture(["/etc/passwd": Self.passwd, "\(Self.profile)/x": ""])
        #expect(mkfifo("\(fixture.path)\(Self.profile)/Preferences", 0o600) == 0)
        #expect(try fixture.facts(of: BrowserExtensionsCollector())["browser.extensions"]?.value == .list([]))
    }

    @Test func `damaged browser files cause no crashes`() throws {
        var random = Seeded(FuzzEffort.seed(23))
        let chrome = Array(
            Self.preferences("\"\(Self.one)\":{\"state\":1,\"manifest\":{\"name\":\"N\",\"version\":\"1\"}}").utf8)
        let firefox = Array(
            #"{"addons":[{"id":"u","version":"1","type":"extension","location":"p","defaultLocale":{"name":"n"}}]}"#
                .utf8)
        for _ in 0..<FuzzEffort.rounds(150) {
            let fixture = try Fixture(["/etc/passwd": Self.passwd])
            try fixture.write("\(Self.profile)/Preferences", bytes: Mutation.of(chrome, with: &random))
            try fixture.write(
                "/home/ada/.mozilla/firefox/p/extensions.json", bytes: Mutation.of(firefox, with: &random))
            #expect(try fixture.facts(of: BrowserExtensionsCollector()).count == 1)
        }
    }
}
