import GatehouseModel
import GatehouseWire

/// One message of each kind, with every member filled.
enum WireSamples {
    static let now = Instant(milliseconds: 1_795_294_585_123)
    static let packages = FactValue.list([
        .record(["name": .text("openssl"), "version": .text("3.0.17-1~deb12u2"), "architecture": .text("amd64")])
    ])

    static let facts = [
        Fact(
            key: "software.packages", state: .known(packages), source: "/var/lib/dpkg/status", evidence: "1 package",
            observedAt: now, assurance: .agentVerified),
        Fact(
            key: "hardware.serial", state: .absent(reason: "no SMBIOS table"), source: "/sys/class/dmi/id",
            evidence: "", observedAt: now, assurance: .agentVerified),
        Fact(
            key: "firewall.active", state: .unavailable(reason: "netlink: permission denied"), source: "netlink",
            evidence: "", observedAt: now, assurance: .selfReported),
    ]

    static let checkIn = CheckInRequest(
        requestID: RequestID(high: 1, low: 2), sequence: 7, hardware: String(repeating: "ab", count: 32), base: "",
        state: String(repeating: "cd", count: 32), clock: now, changed: facts, removed: ["os.codename"])

    static let enrolment = EnrolmentRequest(
        protocolVersion: 1, requestID: RequestID(high: 3, low: 4), code: "GH-1", certificateRequest: [0x30, 0, 255],
        hardware: HardwareIdentity(digest: "00", manufacturer: "Acme", model: "T/1", serialNumber: "é"),
        deviceName: "laptop", platform: .linux, operatingSystem: "Debian GNU/Linux", operatingSystemVersion: "12.11")

    static let work = WorkResponse(
        desired: "w1",
        items: [
            WorkItem(action: ActionID(high: 5, low: 6), kind: "sync", expiresAt: Instant(seconds: 1_795_294_585))
        ])

    static let reports = [
        ActionReport(
            requestID: RequestID(high: 7, low: 8), action: ActionID(high: 5, low: 6), state: .active,
            detail: "reading the journal", percent: 20),
        ActionReport(
            requestID: RequestID(high: 7, low: 8), action: ActionID(high: 5, low: 6), state: .failed,
            detail: "ended with status 3",
            result: ActionResult(exitCode: 3, output: "no\n\u{0}", isTruncated: true)),
        ActionReport(
            requestID: RequestID(high: 7, low: 8), action: ActionID(high: 5, low: 6), state: .done, detail: "",
            result: ActionResult()),
    ]

    static let orders = [
        ActionOrder(action: ActionID(high: 5, low: 6), kind: "lock", expiresAt: now, parameters: [:]),
        ActionOrder(
            action: ActionID(high: 5, low: 6), kind: "runScript", expiresAt: now,
            parameters: ["timeLimit": "5m", "account": "nobody"],
            script: .init(text: "#!/bin/sh\n", signature: [0x30, 6], signer: "-----BEGIN\n")),
    ]

    static let status = StatusResponse(
        deviceName: "laptop", state: .inGracePeriod, since: now, graceEnd: now + .seconds(60), note: "soon",
        problems: [
            .init(
                policy: "baseline", requirement: "disk", wanted: "encrypted", found: "not", graceEnd: now,
                remediation: "turn it on")
        ], serverTime: now)
}
