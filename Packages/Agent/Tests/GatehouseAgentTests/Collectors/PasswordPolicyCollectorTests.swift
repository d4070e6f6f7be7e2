import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

struct PasswordPolicyCollectorTests {
    private static let debian = [
        "/etc/pam.d/passwd": "@include common-password\n",
        "/etc/pam.d/common-password": """
        password requisite pam_pwquality.so retry=3 minlen=12 dcredit=-1 ucredit=-1
        password required pam_pwhistory.so remember=5 use_authtok
        password [success=1 default=ignore] pam_unix.so obscure use_authtok try_first_pass yescrypt
        password requisite pam_deny.so
        """,
        "/etc/pam.d/login": "@include common-auth\n@include common-account\n",
        "/etc/pam.d/sshd": "@include common-auth\n@include common-account\n",
        "/etc/pam.d/common-auth": """
        auth required pam_faillock.so preauth
        auth [success=1 default=ignore] pam_unix.so nullok
        auth [default=die] pam_faillock.so authfail unlock_time=120
        auth requisite pam_deny.so
        """,
        "/etc/pam.d/common-account": "account required pam_unix.so\n",
        "/etc/security/faillock.conf": "# deny = 9\ndeny = 4\nunlock_time = 900\n",
        "/etc/login.defs": "#PASS_MAX_DAYS 5\nPASS_MAX_DAYS\t90\nPASS_MIN_DAYS -1\n",
    ]

    private static func facts(_ changes: [String: String] = [:]) throws -> [FactKey: Fact] {
        try Fixture(debian.merging(changes) { _, changed in changed }).facts(of: PasswordPolicyCollector())
    }

    @Test func `a hardened machine's policy is read whole`() throws {
        let facts = try Self.facts()
        #expect(facts["passwordPolicy.minimumLength"]?.value == .integer(12))
        #expect(facts["passwordPolicy.characterClasses"]?.value == .integer(2))
        #expect(facts["passwordPolicy.checksQuality"]?.value == .boolean(true))
        #expect(facts["passwordPolicy.history"]?.value == .integer(5))
        #expect(facts["passwordPolicy.maximumAge"]?.value == .integer(90))
        #expect(facts["passwordPolicy.minimumAge"]?.isAbsent == true)
        #expect(facts["passwordPolicy.lockout"]?.value == .boolean(true))
        #expect(facts["passwordPolicy.lockoutAttempts"]?.value == .integer(4))
        #expect(facts["passwordPolicy.lockoutDuration"]?.value == .integer(120))
    }

    @Test(arguments: [
        "password optional pam_pwquality.so minlen=20",
        "password sufficient pam_unix.so\npassword requisite pam_pwquality.so",
        "password [success=2 default=ignore] pam_localuser.so\npassword requisite pam_pwquality.so",
    ])
    func `a quality module that is not reached or does not refuse counts for nothing`(stack: String) throws {
        let facts = try Self.facts(["/etc/pam.d/common-password": "\(stack)\npassword required pam_unix.so\n"])
        #expect(facts["passwordPolicy.checksQuality"]?.value == .boolean(false))
        #expect(facts["passwordPolicy.minimumLength"]?.value == .integer(6))
        #expect(facts["passwordPolicy.history"]?.value == .integer(0))
    }

    @Test(arguments: [
        "auth required pam_unix.so\n", "auth required pam_faillock.so preauth\nauth required pam_unix.so\n",
        "auth sufficient pam_unix.so\nauth required pam_faillock.so preauth\nauth [default=die] pam_faillock.so authfail\n",
        "auth required pam_tally2.so unlock_time=5\n",
        "auth required pam_faillock.so preauth\nauth [default=die] pam_faillock.so authfail deny=0\n",
    ])
    func `one service that locks nobody out is enough`(stack: String) throws {
        let facts = try Self.facts(["/etc/pam.d/sshd": stack])
        #expect(facts["passwordPolicy.lockout"]?.value == .boolean(false))
        #expect(facts["passwordPolicy.lockoutAttempts"]?.isAbsent == true)
    }

    @Test func `of two services the more patient one counts`() throws {
        let facts = try Self.facts([
            "/etc/pam.d/sshd": "auth required pam_tally2.so deny=7 unlock_time=60\n",
            "/etc/security/faillock.conf": "deny=4\nunlock_time = never",
        ])
        #expect(facts["passwordPolicy.lockoutAttempts"]?.value == .integer(7))
        #expect(facts["passwordPolicy.lockoutDuration"]?.value == .integer(60))
    }

    @Test func `without PAM, and with files that are hostile, nothing is claimed`() throws {
        let without = try Fixture().facts(of: PasswordPolicyCollector())
        #expect(without.values.allSatisfy { $0.missing != nil || $0.isAbsent })
        let huge = try Self.facts(["/etc/pam.d/common-password": String(repeating: "#", count: 2 << 20)])
        #expect(huge["passwordPolicy.minimumLength"]?.missing?.contains("more than") == true)
        let broken = try Self.facts(["/etc/security/pwquality.conf": "minlen = 1\u{0}9"])
        #expect(broken["passwordPolicy.minimumLength"]?.missing != nil)
    }

    @Test func `mutated files cause no crashes`() throws {
        let fixture = try Fixture(Self.debian)
        let paths = Self.debian.keys.sorted() + ["/etc/security/pwquality.conf"]
        var random = Seeded(FuzzEffort.seed(8))
        for _ in 0..<FuzzEffort.rounds(800) {
            let path = random.pick(paths)
            let text = Self.debian[path] ?? "minlen = 9\nminclass 4\ndcredit=-2\n"
            try fixture.write(path, bytes: Mutation.of(Array(text.utf8), with: &random))
            _ = PasswordPolicyCollector().collect(in: fixture.machine, at: now)
            if path != paths.last { try fixture.write(path, text) }
        }
    }

    @Test func `this machine's policy is known`() throws {
        let facts = try GatehouseAgentTests.facts(of: PasswordPolicyCollector())
        #expect(facts["passwordPolicy.minimumLength"]?.value != nil && facts["passwordPolicy.lockout"]?.value != nil)
    }
}
