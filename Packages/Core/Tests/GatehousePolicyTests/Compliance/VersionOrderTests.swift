import GatehouseFuzzing
import GatehousePolicy
import Testing

@Suite struct VersionOrderTests {
    @Test(arguments: [
        ("1.9", "1.10"), ("12.5", "12.11"), ("1.0~rc1", "1.0"), ("1.0~~", "1.0~"), ("1.0", "1.0a"), ("1.0a", "1.0+"),
        ("9.9", "1:0.1"), ("1:9", "2:1"), ("1.0-1", "1.0-2"), ("1.0", "1.0-1"), ("1.0-1~deb12u1", "1.0-1"),
        ("2.36-9+deb12u9", "2.36-9+deb12u10"), ("1.2-3-4", "1.2-3-5"), ("1.0.0", "1.0.0.1"), ("1a", "1b"),
        ("10.0.19045", "10.0.22631"), ("99999999999999999999998", "99999999999999999999999"),
        ("6.1.0-9", "6.1.0-10-amd64"),
    ])
    func `the first stands before the second`(earlier: String, later: String) {
        #expect(VersionOrder.compare(earlier, later) < 0)
        #expect(VersionOrder.compare(later, earlier) > 0)
        #expect(VersionOrder.compare(earlier, earlier) == 0)
    }

    @Test(arguments: [("1.01", "1.1"), ("0:1", "1"), ("1.0", "1.0-0"), ("00", "0"), (":1", "1")])
    func `both stand at the same place`(one: String, other: String) {
        #expect(VersionOrder.compare(one, other) == 0)
    }

    @Test func `a version begins with a digit after its epoch`() {
        #expect(VersionOrder.isVersion("12.5"))
        #expect(VersionOrder.isVersion("1:12"))
        for text in ["", "trixie/sid", "1:", "v1", "~1"] { #expect(!VersionOrder.isVersion(text), "\(text)") }
    }

    @Test func `the order is total over generated versions`() {
        var random = SeededGenerator(seed: 3)
        let pieces = ["0", "1", "10", "09", ".", "~", "+", "-", ":", "a", "Z", "rc"]
        for _ in 0..<3000 {
            let versions = (0..<3).map { _ in (0..<random.below(6)).map { _ in random.pick(pieces) }.joined() }
                .sorted { VersionOrder.compare($0, $1) < 0 }
            #expect(VersionOrder.compare(versions[0], versions[1]) <= 0, "\(versions)")
            #expect(VersionOrder.compare(versions[1], versions[2]) <= 0, "\(versions)")
            #expect(VersionOrder.compare(versions[0], versions[2]) <= 0, "\(versions)")
            let (order, reverse) = (
                VersionOrder.compare(versions[0], versions[2]), VersionOrder.compare(versions[2], versions[0])
            )
            #expect(order.signum() == -reverse.signum(), "\(versions)")
        }
    }
}
