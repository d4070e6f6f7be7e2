import GatehouseModel
import Testing

@Suite struct DurationTextTests {
    @Test(
        arguments: [
            ("7d", 604_800_000), ("12h", 43_200_000), ("30m", 1_800_000), ("45s", 45_000), ("200ms", 200),
            ("1d12h", 129_600_000), ("1h1m1s1ms", 3_661_001), ("0s", 0), ("0", 0), ("007d", 604_800_000),
        ] as [(String, Int64)])
    func `a duration is a sum of numbers with units`(text: String, milliseconds: Int64) {
        #expect(Duration.parse(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "d", "7", "7 d", "-7d", "7w", "7D", "1.5d", "1d2", "٧d", "99999999999999d", "9999999999999999999999s",
    ])
    func `anything else is refused`(text: String) {
        #expect(Duration.parse(text) == nil)
    }

    @Test func `the largest units are written`() {
        #expect(Duration.seconds(129_600).text == "1d12h")
        #expect(Duration.milliseconds(61_001).text == "1m1s1ms")
        #expect(Duration.zero.text == "0s")
        #expect(Duration.seconds(-5).text == "0s")
    }

    @Test func `what is written reads back`() {
        for milliseconds in stride(from: Int64(0), through: 400_000_000, by: 7_654_321) {
            let duration = Duration.milliseconds(milliseconds)
            #expect(Duration.parse(duration.text) == duration)
        }
    }

    @Test func `milliseconds are clamped to what fits`() {
        #expect(Duration.seconds(Int64.max).milliseconds == .max)
        #expect(Duration.seconds(Int64.min).milliseconds == .min)
        #expect(
            Duration(secondsComponent: 9_223_372_036_854_775, attosecondsComponent: 900_000_000_000_000_000)
                .milliseconds == .max)
    }
}
