import GatehouseSimulator
import Testing

@Suite struct HistogramTests {
    @Test func `a quantile is within two hundredths of the exact one`() throws {
        var random = SeededRandom(seed: 3)
        var exact = [Double]()
        var histogram = Histogram()
        for _ in 0..<20_000 {
            // From microseconds to a minute, every order of magnitude alike.
            let microseconds = Int(random.unit() * Double(1 << Int(random.unit() * 26)))
            exact.append(Double(microseconds) / 1000)
            histogram.record(.microseconds(microseconds))
        }
        exact.sort()
        for share in [0.1, 0.5, 0.9, 0.99, 0.999] {
            let wanted = exact[Int((Double(exact.count) * share).rounded(.up)) - 1]
            let found = try #require(histogram.quantile(share))
            #expect(found >= wanted && found <= wanted * 1.02 + 0.001, "\(share): \(found), not \(wanted)")
        }
        #expect(histogram.quantile(1) == exact.last)
        #expect(histogram.count == 20_000)
    }

    @Test func `two merged are as one`() {
        var left = Histogram()
        var right = Histogram()
        var both = Histogram()
        for number in 1...500 {
            left.record(.milliseconds(number))
            right.record(.microseconds(number))
            both.record(.milliseconds(number))
        }
        for number in 1...500 { both.record(.microseconds(number)) }
        left.merge(right)
        #expect(left.count == 1000)
        #expect(left.quantile(0.75) == both.quantile(0.75))
        #expect(left.mean.map { ($0 * 1000).rounded() } == both.mean.map { ($0 * 1000).rounded() })
    }

    @Test func `nothing has no quantile`() { #expect(Histogram().quantile(0.5) == nil) }

    @Test func `beyond an hour is an hour`() {
        var histogram = Histogram()
        histogram.record(.seconds(1_000_000_000))
        histogram.record(.seconds(-5))
        #expect(histogram.quantile(1) == 3_600_000)
    }
}
