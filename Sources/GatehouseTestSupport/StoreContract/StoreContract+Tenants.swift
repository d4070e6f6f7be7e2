import GatehouseModel
import GatehouseService

extension StoreContract {
    static let tenants: [Case] = [
        Case("tenants are listed, and neither identifier nor name is taken twice") { store in
            try require(try await store.tenants(), equals: [.test, .other])
            try await require(.conflict) {
                try await store.addTenant(Tenant(id: Tenant.test.id, name: "third", createdAt: .start))
            }
            try await require(.conflict) {
                try await store.addTenant(Tenant(id: .numbered(3), name: "test", createdAt: .start))
            }
        },
        Case("what belongs to a tenant that is not there is refused") { store in
            try await require(.conflict) { try await store.write(.numbered(3)) { try $0.save(.policy("a", id: 1)) } }
            try await require(.conflict) {
                try await store.write(.numbered(3)) { try $0.save(DeviceRecord.numbered(1)) }
            }
        },
        Case("what judges a tenant's devices is kept for it alone") { store in
            try require(try await store.read(Tenant.test.id) { try $0.evaluator() }, equals: 0)
            try await store.write(Tenant.test.id) { try $0.save(evaluator: 7) }
            try require(try await store.read(Tenant.test.id) { try $0.evaluator() }, equals: 7)
            try require(try await store.read(Tenant.other.id) { try $0.evaluator() }, equals: 0)
        },
        Case("no question of one tenant is answered from another's rows") { store in
            try await store.write(Tenant.test.id) { try populateAll($0) }
            let nothing = try await store.read(Tenant.other.id) { try Everything($0) }
            try require(nothing, equals: Everything())
        },
        Case("no change of one tenant touches another's rows, even of the same identifiers") { store in
            try await store.write(Tenant.test.id) { try populateAll($0) }
            let before = try await store.read(Tenant.test.id) { try Everything($0) }
            try await store.write(Tenant.other.id) { try changeAll($0, isPopulated: false) }
            try await store.write(Tenant.other.id) { try populateAll($0, tenant: .other) }
            try await store.write(Tenant.other.id) { try changeAll($0, isPopulated: true) }
            let after = try await store.read(Tenant.test.id) { try Everything($0) }
            try require(after, equals: before)
        },
    ]

    private static func populateAll(_ unit: any StoreWriting, tenant: Tenant = .test) throws {
        try populate(unit)
        try unit.append([], repeats: [DecisionRepeat(decision: .numbered(1), minute: .start, count: 1)])
        try unit.save(.policy("alpha", id: 1))
        try unit.save(EnrolmentCode.numbered(1))
        try unit.save(DeviceAttestation.numbered(1))
        try unit.save(GatehouseService.EnrolmentChallenge.numbered(1))
        try unit.save(APIToken.numbered(1))
        try unit.append(AuditRow.numbered(1))
        try unit.schedule(.numbered(1, tenant: tenant))
    }

    /// Calls every port that changes or removes.
    private static func changeAll(_ unit: any StoreWriting, isPopulated: Bool) throws {
        let id = DeviceID.numbered(1)
        if isPopulated {
            try unit.saveChannelState(of: .numbered(1))
            try unit.save(ActionBatch.numbered(1))
            var action = DeviceAction.numbered(1, of: id)
            action.state = .succeeded
            try unit.save(action)
            try unit.save(.since(.noncompliant), of: id, at: .start)
            try unit.save([], of: id, at: .start + .seconds(1))
        }
        try unit.saveLastContact([id: .start + .seconds(9)])
        try unit.removeAttestation(of: id)
        _ = try unit.takeEnrolmentChallenge(.numbered(1))
        try unit.removeEnrolmentChallenges(endedBefore: .distantFuture)
        try unit.revokeCertificates(of: id, at: .start, reason: "test")
        try unit.removeBrowserCertificates(of: id, endedBefore: .distantFuture)
        try unit.removeFacts(["os.version"], of: id)
        try unit.removeAllFacts(of: id)
        try unit.deleteDocument(kind: "CompliancePolicy", name: "alpha")
        try unit.removeDeviceTokens(endedBefore: .distantFuture)
        try unit.removeDecisions(before: .distantFuture)
        var job = Job.numbered(1)
        try unit.complete(job)
        job.version = 1
        try unit.retry(job, dueAt: .distantFuture, because: "other")
        try unit.cancelJob(kind: job.kind, subject: job.subject)
        try unit.deleteDevice(id)
    }
}

/// The answers to every question of the ports about what ``StoreContract/populate(_:)`` and its like saved.
private struct Everything: Equatable {
    var devices: [DeviceRecord?] = [nil, nil]
    var listings: [DeviceListing] = []
    var certificates: [CertificateRecord?] = [nil, nil]
    var browserCertificates: [BrowserCertificate] = []
    var attestation: DeviceAttestation?
    var endorsed: [DeviceID] = []
    var challenges = 0
    var facts: [Fact] = []
    var verdict: Verdict?
    var verdictCounts: [ComplianceState: Int] = [:]
    var intervals: [RequirementInterval] = []
    var statuses: [RequirementStatus] = []
    var documents: [DocumentRecord] = []
    var codes: [EnrolmentCode?] = [nil, nil]
    var apiTokens: [APIToken?] = [nil, nil]
    var deviceTokens: [DeviceToken] = []
    var actions: [DeviceAction] = []
    var decisions: [DecisionRecord] = []
    var repeats: Int64 = 0
    var audit: [AuditRow] = []
    var jobs: [Job] = []
    var jobCount = 0

    init() {}

    init(_ unit: any StoreReading) throws {
        let id = DeviceID.numbered(1)
        devices = [try unit.device(id), try unit.device(withHardware: "hardware-1")]
        devices += try unit.devices(named: "device-1") + unit.devices(after: nil, limit: 10)
        listings = try unit.devices(ListQuery()).elements
        certificates = [try unit.certificate("1"), try unit.certificate(answering: .numbered(1), of: id)]
        certificates += try unit.certificates(of: id) + unit.liveCertificates(at: .start, after: nil, limit: 10)
        browserCertificates = try unit.browserCertificates(of: id)
        attestation = try unit.attestation(of: id)
        endorsed = try unit.devices(withEndorsement: "endorsement-1")
        let open = try unit.enrolmentChallengeCounts(from: "192.0.2.1", at: .start)
        challenges = open.all + open.address
        facts = try unit.facts(of: id) + unit.facts(of: id, keys: ["os.version"])
        verdict = try unit.verdict(of: id)
        verdictCounts = try unit.verdictCounts()
        intervals = try unit.intervals(of: id, limit: 10)
        statuses = try unit.statuses(of: id)
        documents = try unit.documents(kind: nil) + unit.documents(kind: "CompliancePolicy")
        documents += try [unit.document(kind: "CompliancePolicy", name: "alpha")].compactMap { $0 }
        codes = [try unit.enrolmentCode(.numbered(1)), try unit.enrolmentCode(withHash: "code-1")]
        codes += try unit.enrolmentCodes()
        apiTokens = [try unit.apiToken(.numbered(1)), try unit.apiToken(withHash: "hash-1")]
        apiTokens += try unit.apiTokens()
        deviceTokens = try unit.deviceTokens(liveAt: .start)
        deviceTokens += try [unit.deviceToken(withHash: "token")].compactMap { $0 }
        actions = try unit.actions(of: id, limit: 10) + unit.openActions(of: id, at: .start)
        actions += try [unit.action(.numbered(1))].compactMap { $0 }
        decisions = try unit.decisions(ListQuery()).elements + [unit.decision(.numbered(1))].compactMap { $0 }
        repeats = try unit.repeats(of: .numbered(1))
        audit = try unit.auditRows(after: 0, limit: 10) + [unit.newestAuditRow()].compactMap { $0 }
        jobs = try [unit.job(kind: "compliance.evaluate", subject: "device-1")].compactMap { $0 }
        jobCount = try unit.jobCount(kind: "compliance.evaluate")
    }
}
