import Testing

@testable import GatehouseAgent

struct DebianVersionTests {
    @Test(arguments: [
        ("1.0", "1.0-1"), ("1.0~rc1", "1.0"), ("1.0~~", "1.0~"), ("9", "10"), ("1.0-1", "1.0-1+deb12u1"),
        ("1.0-1~bpo12+1", "1.0-1"), ("2:0.1", "3:0"), ("5", "1:0"), ("1.0a", "1.0+"), ("1.2", "1.02.1"),
        ("0.0.0-1", "0.0.1-1"), ("1.0-1", "1.0-1b"), ("2.0-1-1", "2.0-1-2"),
    ])
    func `the first is older than the second`(older: String, newer: String) throws {
        let (older, newer) = (try #require(DebianVersion(older)), try #require(DebianVersion(newer)))
        #expect(older < newer && !(newer < older) && older != newer)
    }

    @Test(arguments: [("1.0", "1.0-0"), ("0:1", "1"), ("1.01", "1.1"), ("1.0", "1.00")])
    func `both are the same version`(left: String, right: String) {
        #expect(DebianVersion(left) == DebianVersion(right))
    }

    @Test(arguments: ["", ":1", "x:1", "1-", "-1", "99999999999:1", "1 2"])
    func `malformed versions are refused`(text: String) {
        #expect(DebianVersion(text) == nil)
    }

    @Test func `random versions order as dpkg orders them`() throws {
        var random = Seeded(7)
        for _ in 0..<250 {
            let (left, right) = (Self.version(&random), Self.version(&random))
            let (ours, theirs) = (try #require(DebianVersion(left)), try #require(DebianVersion(right)))
            let relation = ours < theirs ? "lt" : ours == theirs ? "eq" : "gt"
            let outcome = try Tool.dpkg.run("--compare-versions", left, relation, right)
            #expect(outcome.status == 0, "dpkg says that \(left) \(relation) \(right) is wrong")
        }
    }

    private static func version(_ random: inout Seeded) -> String {
        let parts = ["0", "1", "00", "01", "10", "2", ".", "+", "~", "a", "Z", "rc", "deb12u", "9"]
        let epoch = random.pick(["", "", "", "0:", "1:"])
        let upstream = (0..<Int.random(in: 0...5, using: &random)).map { _ in random.pick(parts + ["-"]) }.joined()
        let revision = (0..<Int.random(in: 0...3, using: &random)).map { _ in random.pick(parts) }.joined()
        return "\(epoch)\(random.pick(["1", "1.0", "2"]))\(upstream)-0\(revision)"
    }
}
