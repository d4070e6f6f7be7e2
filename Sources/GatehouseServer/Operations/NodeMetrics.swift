import GatehouseDeviceAPI
import GatehouseHTTP
import GatehouseModel
import GatehouseService

/// Everything that a node tells of itself at `/metrics`, beside what its listeners count; `docs/metrics.md` lists it.
struct NodeMetrics {
    let uses: UseCases
    let certificates: CurrentCertificates
    let watch: NodeWatch
    let registry: MetricsRegistry

    func register() {
        decisions()
        devices()
        work()
        storage()
        overload()
        ProcessFigures.observe(in: registry)
        let certificates = certificates
        registry.gauge(
            "gatehouse_server_certificate_not_after", help: "when the server's certificate ends, in Unix seconds"
        ) { Double(certificates.notAfter?.milliseconds ?? 0) / 1000 }
    }

    private func decisions() {
        let uses = uses
        registry.gauge("gatehouse_decisions_dropped", help: "allows that were counted and not recorded") {
            Double(uses.recorder.dropped)
        }
        registry.gauge("gatehouse_stale", help: "1 while this node refuses for want of proof") {
            uses.decisions.isProven ? 0 : 1
        }
        registry.gauge(
            "gatehouse_proof_age_seconds", help: "since when this node did not prove that it knows the newest change"
        ) {
            uses.snapshot.proofAge(at: uses.clock.uptime).map { $0 / .seconds(1) }
        }
        registry.counters(
            "gatehouse_clock_jumps_total", help: "times that the server's clock was set by more than half a minute"
        ) { [([], Double(uses.watch.jumps))] }
        registry.gauge("gatehouse_generation", help: "changes that decisions could depend on, since the start") {
            Double(uses.snapshot.generation)
        }
    }

    private func devices() {
        let uses = uses
        registry.gauge("gatehouse_devices", help: "devices that are known, of all tenants") {
            Double(uses.snapshot.deviceCount)
        }
        registry.gauge("gatehouse_devices_waiting", help: "devices with a pending poll") { Double(uses.work.waiting) }
        registry.counters("gatehouse_checkins_total", help: "check-ins, by how they ended", by: "result") {
            uses.devices.checkIn.tally.counts
        }
        registry.counters("gatehouse_enrolments_total", help: "requests to enrol, by how they ended", by: "result") {
            uses.devices.enrolment.tally.counts
        }
    }

    private func work() {
        let uses = uses
        let watch = watch
        registry.counters("gatehouse_notices_total", help: "attempts to send messages, by how they ended", by: "result")
        {
            let counts = uses.tally.counts
            return ["sent": counts.sent, "retried": counts.retried, "failed": counts.failed]
        }
        registry.counters("gatehouse_jobs_failed_total", help: "runs of jobs that failed, by kind", by: "kind") {
            uses.failedJobs.counts
        }
        func backlog(
            _ name: String, _ help: String, _ value: @escaping @Sendable (StoreCondition.Backlog) -> Double
        ) {
            registry.gauges(name, help: help) {
                (watch.sight.store?.backlogs ?? []).map { ([("queue", $0.queue.rawValue)], value($0)) }
            }
        }
        backlog("gatehouse_jobs_due", "jobs that are due and that no node has taken, by queue") { Double($0.due) }
        backlog("gatehouse_jobs_failing", "jobs that failed and are tried again, by queue") { Double($0.failing) }
        backlog("gatehouse_jobs_oldest_due_seconds", "how long the first of the jobs that are due waits, by queue") {
            guard let oldest = $0.oldestDue else { return 0 }
            return max((uses.clock.now - oldest) / .seconds(1), 0)
        }
    }

    private func storage() {
        let watch = watch
        registry.gauge("gatehouse_database_reachable", help: "1 while the database answers, 0 while it does not") {
            let sight = watch.sight
            return sight.wasAsked ? (sight.store == nil ? 0 : 1) : nil
        }
        registry.gauge("gatehouse_store_bytes", help: "what the database takes on its disk") {
            watch.sight.store.map { Double($0.bytes) }
        }
        registry.gauge("gatehouse_disk_free_bytes", help: "room on the file system of the data folder") {
            watch.sight.diskFree
        }
        registry.gauge("gatehouse_disk_size_bytes", help: "size of the file system of the data folder") {
            watch.sight.diskSize
        }
    }
}
