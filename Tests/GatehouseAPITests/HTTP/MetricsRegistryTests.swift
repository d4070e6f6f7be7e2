import GatehouseHTTP
import Testing

struct MetricsRegistryTests {
    @Test func `counters, gauges and histograms read as Prometheus text`() {
        let metrics = MetricsRegistry()
        metrics.gauge("devices", help: "Devices.") { 3 }
        metrics.gauge("unknown", help: "Left out.") { nil }
        metrics.count("hits_total", help: "Hits.", labels: [("route", "/a"), ("status", "200")])
        metrics.count("hits_total", help: "Hits.", labels: [("route", "/a"), ("status", "200")], by: 2)
        for value in [0.05, 0.5, 5] {
            metrics.observe("wait_seconds", help: "Wait.", bounds: [0.1, 1], value)
        }
        #expect(
            metrics.exposition() == """
                # HELP devices Devices.
                # TYPE devices gauge
                devices 3
                # HELP hits_total Hits.
                # TYPE hits_total counter
                hits_total{route="/a",status="200"} 3
                # HELP wait_seconds Wait.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{le="0.1"} 1
                wait_seconds_bucket{le="1"} 2
                wait_seconds_bucket{le="+Inf"} 3
                wait_seconds_sum 5.55
                wait_seconds_count 3

                """)
    }

    @Test func `label values are escaped`() {
        let metrics = MetricsRegistry()
        metrics.count("hits_total", help: "Hits.", labels: [("name", "a\"b\\c\nd")])
        #expect(metrics.exposition().contains(#"hits_total{name="a\"b\\c\nd"} 1"#))
    }
}
