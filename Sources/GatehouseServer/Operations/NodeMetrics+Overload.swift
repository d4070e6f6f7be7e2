import GatehouseHTTP
import GatehouseModel
import GatehouseService

extension NodeMetrics {
    /// What is under way and waits, and what is put off for want of room.
    func overload() {
        let gate = uses.gate
        func byClass(_ value: @escaping @Sendable (AdmissionController.Tally) -> Int)
            -> @Sendable () -> [(labels: MetricsRegistry.Labels, value: Double)]
        {
            {
                let figures = gate.figures
                return TrafficClass.allCases.map { ([("class", $0.rawValue)], Double(value(figures[$0]))) }
            }
        }
        registry.counters(
            "gatehouse_admitted_total", help: "requests that were taken on, by class", read: byClass(\.admitted))
        registry.counters(
            "gatehouse_shed_total", help: "requests that were put off for want of room, by class", read: byClass(\.shed)
        )
        registry.gauges(
            "gatehouse_inflight", help: "requests that are under way, by class", read: byClass(\.inFlight))
        registry.gauge("gatehouse_inflight_bytes", help: "bytes of request bodies that are held") {
            Double(gate.figures.bytes)
        }
        registry.gauge(
            "gatehouse_overload_stage",
            help: "what is put off: 0 nothing, 1 reports, 2 enrolments and reading too, 3 changes too"
        ) { Double(gate.figures.stage.rawValue) }
        registry.gauge("gatehouse_store_waiting", help: "writes that wait for the store") {
            Double(gate.figures.store.waitingWrites)
        }
        registry.gauge("gatehouse_store_oldest_wait_seconds", help: "how long the oldest write has waited") {
            gate.figures.store.oldestWrite / .seconds(1)
        }
        registry.gauge("gatehouse_store_last_commit_seconds", help: "how long the last commit took") {
            gate.figures.store.lastCommit / .seconds(1)
        }
    }
}
