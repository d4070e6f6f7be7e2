import Testing

@testable import GatehouseAgent

struct PAMStackTests {
    private static func stack(_ files: [String: String], type: String = "password") throws -> PAMStack {
        let fixture = try Fixture(Dictionary(uniqueKeysWithValues: files.map { ("/etc/pam.d/\($0)", $1) }))
        return try withExtendedLifetime(fixture) { try PAMStack(fixture.machine, service: "passwd", type: type) }
    }

    @Test func `includes of every spelling are followed for their type`() throws {
        let stack = try Self.stack([
            "passwd": "@include common\npassword include more\nauth include more\n-password substack deep # x\n",
            "common": "auth required a.so\npassword required b.so one \\\n  two [three [four\\] five]\n",
            "more": "password [success=1 default=ignore] /lib/security/c.so\nauth required d.so\n",
            "deep": "PASSWORD Requisite e.so\n",
        ])
        #expect(stack.rules.map(\.module) == ["b.so", "c.so", "e.so"])
        #expect(stack.rules[0].arguments == ["one", "two", "three [four] five"])
        #expect(stack.rules[1].actions == ["success": "1", "default": "ignore"])
        #expect(stack.rules.map(\.isEnforcing) == [true, false, true])
        #expect(stack.rules[2].scope == [1] && stack.rules[2].place == "/etc/pam.d/deep:1")
    }

    @Test(arguments: [
        ("password required a.so\npassword requisite q.so", true),
        ("password sufficient a.so\npassword requisite q.so", false),
        ("password [success=1 default=ignore] a.so\npassword requisite q.so", false),
        ("password [success=1 default=ignore] a.so\npassword required b.so\npassword requisite q.so", true),
        ("password [success=2 default=ignore] a.so\npassword required b.so\npassword requisite q.so", false),
        ("password [default=1 success=ignore] a.so\npassword requisite q.so", false),
        ("password substack inner\npassword requisite q.so", true),
        ("password [success=1 default=ignore] a.so\npassword substack inner\npassword requisite q.so", true),
        ("password include inner\npassword requisite q.so", false),
    ])
    func `a module is reached unless something before may end or jump`(text: String, expected: Bool) throws {
        let stack = try Self.stack(["passwd": text, "inner": "password sufficient x.so\npassword optional y.so\n"])
        let index = try #require(stack.rules.firstIndex { $0.module == "q.so" })
        #expect(stack.isAlwaysReached(index) == expected)
    }

    @Test func `a service without a file has that of other`() throws {
        #expect(try Self.stack(["other": "password required z.so"]).rules.map(\.module) == ["z.so"])
        #expect(throws: MachineError.self) { try Self.stack([:]) }
    }

    @Test(arguments: [
        "password required", "nonsense required a.so", "password [success=ok a.so", "password maybe a.so", "@include",
        "@include passwd", "password include passwd", "password substack missing",
        "password include ../../../etc/shadow", "password [success] a.so",
    ])
    func `what is not understood, is missing or leads in a circle is refused`(text: String) throws {
        #expect(throws: MachineError.self) { try Self.stack(["passwd": text]) }
    }

    @Test func `includes that multiply are refused`() throws {
        let files = (0..<12).map { ("f\($0)", String(repeating: "@include f\($0 + 1)\n", count: 8)) }
        let all = Dictionary(
            uniqueKeysWithValues: files + [("f12", "password required a.so"), ("passwd", "@include f0")])
        #expect(throws: MachineError.self) { try Self.stack(all) }
    }
}
