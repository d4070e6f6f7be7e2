import GatehouseModel
import GatehouseService

/// A unit of work that counts the calls of its ports and fails at one of them.
final class FaultInjectingUnit: StoreWriting {
    private let unit: any StoreWriting
    private let fault: FaultInjectingStore.Fault?
    private(set) var calls = 0

    init(_ unit: any StoreWriting, failingAt fault: FaultInjectingStore.Fault?) {
        self.unit = unit
        self.fault = fault
    }

    var tenant: TenantID { unit.tenant }

    func step() throws -> any StoreWriting {
        calls += 1
        if fault == .call(calls) { throw FaultInjectingStore.error }
        return unit
    }
}

extension FaultInjectingUnit: DeviceReading {
    func device(_ id: DeviceID) throws -> DeviceRecord? { try step().device(id) }
    func devices(_ ids: [DeviceID]) throws -> [DeviceRecord] { try step().devices(ids) }
    func device(withHardware digest: String) throws -> DeviceRecord? { try step().device(withHardware: digest) }
    func devices(named name: String) throws -> [DeviceRecord] { try step().devices(named: name) }
    func devices(_ query: ListQuery) throws -> Page<DeviceListing> { try step().devices(query) }
    func devices(after id: DeviceID?, limit: Int) throws -> [DeviceRecord] {
        try step().devices(after: id, limit: limit)
    }
    func certificate(_ serial: String) throws -> CertificateRecord? { try step().certificate(serial) }
    func certificates(_ serials: [String]) throws -> [CertificateRecord] { try step().certificates(serials) }
    func certificates(of device: DeviceID) throws -> [CertificateRecord] { try step().certificates(of: device) }
    func certificate(answering request: RequestID, of device: DeviceID) throws -> CertificateRecord? {
        try step().certificate(answering: request, of: device)
    }
    func liveCertificates(at now: Instant, after serial: String?, limit: Int) throws -> [CertificateRecord] {
        try step().liveCertificates(at: now, after: serial, limit: limit)
    }
}

extension FaultInjectingUnit: DeviceWriting {
    func save(_ record: DeviceRecord) throws { try step().save(record) }
    func saveChannelState(of record: DeviceRecord) throws { try step().saveChannelState(of: record) }
    func saveLastContact(_ contacts: [DeviceID: Instant]) throws { try step().saveLastContact(contacts) }
    @discardableResult func deleteDevice(_ id: DeviceID) throws -> Bool { try step().deleteDevice(id) }
    func save(_ certificate: CertificateRecord) throws { try step().save(certificate) }
    @discardableResult func revokeCertificates(of device: DeviceID, at now: Instant, reason: String) throws -> Int {
        try step().revokeCertificates(of: device, at: now, reason: reason)
    }
}

extension FaultInjectingUnit: AttestationReading {
    func attestation(of device: DeviceID) throws -> DeviceAttestation? { try step().attestation(of: device) }
    func devices(withEndorsement digest: String) throws -> [DeviceID] { try step().devices(withEndorsement: digest) }
    func enrolmentChallengeCounts(from address: String, at now: Instant) throws -> (all: Int, address: Int) {
        try step().enrolmentChallengeCounts(from: address, at: now)
    }
}

extension FaultInjectingUnit: AttestationWriting {
    func save(_ attestation: DeviceAttestation) throws { try step().save(attestation) }
    func removeAttestation(of device: DeviceID) throws { try step().removeAttestation(of: device) }
    func save(_ challenge: EnrolmentChallenge) throws { try step().save(challenge) }
    func takeEnrolmentChallenge(_ id: ChallengeID) throws -> EnrolmentChallenge? {
        try step().takeEnrolmentChallenge(id)
    }
    func removeEnrolmentChallenges(endedBefore now: Instant) throws {
        try step().removeEnrolmentChallenges(endedBefore: now)
    }
}

extension FaultInjectingUnit: FactReading {
    func facts(of device: DeviceID) throws -> [Fact] { try step().facts(of: device) }
    func facts(of device: DeviceID, keys: Set<FactKey>) throws -> [Fact] { try step().facts(of: device, keys: keys) }
    func holdsFacts(_ keys: Set<FactKey>, of device: DeviceID) throws -> Bool {
        try step().holdsFacts(keys, of: device)
    }
}

extension FaultInjectingUnit: FactWriting {
    func save(_ facts: [Fact], of device: DeviceID, receivedAt: Instant) throws {
        try step().save(facts, of: device, receivedAt: receivedAt)
    }
    func removeFacts(_ keys: [FactKey], of device: DeviceID) throws { try step().removeFacts(keys, of: device) }
    func removeAllFacts(of device: DeviceID) throws { try step().removeAllFacts(of: device) }
}

extension FaultInjectingUnit: ComplianceReading {
    func verdict(of device: DeviceID) throws -> Verdict? { try step().verdict(of: device) }
    func verdicts(of devices: [DeviceID]) throws -> [DeviceID: Verdict] { try step().verdicts(of: devices) }
    func readAhead(of devices: [DeviceID], lookingAt keys: Set<FactKey>, jobs kind: String) throws {
        try step().readAhead(of: devices, lookingAt: keys, jobs: kind)
    }
    func statuses(of device: DeviceID) throws -> [RequirementStatus] { try step().statuses(of: device) }
    func intervals(of device: DeviceID, limit: Int) throws -> [RequirementInterval] {
        try step().intervals(of: device, limit: limit)
    }
    func verdict(of device: DeviceID, at instant: Instant) throws -> VerdictSpan? {
        try step().verdict(of: device, at: instant)
    }
    func requirementSpans(of device: DeviceID, at instant: Instant) throws -> [RequirementSpan] {
        try step().requirementSpans(of: device, at: instant)
    }
    func verdictSpans(of device: DeviceID, before instant: Instant, limit: Int) throws -> [VerdictSpan] {
        try step().verdictSpans(of: device, before: instant, limit: limit)
    }
    func requirementSpans(of device: DeviceID, before instant: Instant, limit: Int) throws -> [RequirementSpan] {
        try step().requirementSpans(of: device, before: instant, limit: limit)
    }
    func verdictCounts() throws -> [ComplianceState: Int] { try step().verdictCounts() }
    func fleetClasses() throws -> [FleetClass: Int] { try step().fleetClasses() }
}

extension FaultInjectingUnit: ComplianceWriting {
    func save(_ verdict: Verdict, of device: DeviceID, at now: Instant) throws {
        try step().save(verdict, of: device, at: now)
    }
    func removeComplianceHistory(endedBefore instant: Instant, limit: Int) throws -> Int {
        try step().removeComplianceHistory(endedBefore: instant, limit: limit)
    }
    func removeComplianceHistory(beyond most: Int) throws -> Int { try step().removeComplianceHistory(beyond: most) }
    func save(_ statuses: [RequirementStatus], of device: DeviceID, at now: Instant) throws {
        try step().save(statuses, of: device, at: now)
    }
}

extension FaultInjectingUnit: DocumentReading {
    func document(kind: String, name: String) throws -> DocumentRecord? { try step().document(kind: kind, name: name) }
    func documents(kind: String?) throws -> [DocumentRecord] { try step().documents(kind: kind) }
    func documentRevision() throws -> Int64 { try step().documentRevision() }
}

extension FaultInjectingUnit: DocumentWriting {
    func save(_ document: DocumentRecord) throws { try step().save(document) }
    @discardableResult func deleteDocument(kind: String, name: String) throws -> Bool {
        try step().deleteDocument(kind: kind, name: name)
    }
}

extension FaultInjectingUnit: EnrolmentReading {
    func enrolmentCode(withHash hash: String) throws -> EnrolmentCode? { try step().enrolmentCode(withHash: hash) }
    func enrolmentCode(_ id: CodeID) throws -> EnrolmentCode? { try step().enrolmentCode(id) }
    func enrolmentCodes() throws -> [EnrolmentCode] { try step().enrolmentCodes() }
    func enrolmentApproval(_ id: EnrolmentID) throws -> EnrolmentApproval? { try step().enrolmentApproval(id) }
    func enrolmentApproval(of request: RequestID) throws -> EnrolmentApproval? {
        try step().enrolmentApproval(of: request)
    }
    func enrolmentApprovals(_ query: ListQuery) throws -> Page<EnrolmentApproval> {
        try step().enrolmentApprovals(query)
    }
    func openEnrolmentApprovals(code: CodeID?, hardware: HardwareID?, at now: Instant) throws -> Int {
        try step().openEnrolmentApprovals(code: code, hardware: hardware, at: now)
    }
    func enrolledDevices(ownedBy owner: String?, besides device: DeviceID?) throws -> Int {
        try step().enrolledDevices(ownedBy: owner, besides: device)
    }
}

extension FaultInjectingUnit: EnrolmentWriting {
    func save(_ code: EnrolmentCode) throws { try step().save(code) }
    func save(_ approval: EnrolmentApproval) throws { try step().save(approval) }
    func removeEnrolmentApprovals(expiredBefore instant: Instant) throws {
        try step().removeEnrolmentApprovals(expiredBefore: instant)
    }
}

extension FaultInjectingUnit: HardwareReading {
    func registeredHardware(_ id: HardwareID) throws -> RegisteredHardware? { try step().registeredHardware(id) }
    func registeredHardware(withEndorsementKey hash: String) throws -> RegisteredHardware? {
        try step().registeredHardware(withEndorsementKey: hash)
    }
    func registeredHardware(withSerialNumber serialNumber: String) throws -> [RegisteredHardware] {
        try step().registeredHardware(withSerialNumber: serialNumber)
    }
    func registeredHardware(usedBy device: DeviceID) throws -> RegisteredHardware? {
        try step().registeredHardware(usedBy: device)
    }
    func registeredHardware(joining group: String) throws -> Int { try step().registeredHardware(joining: group) }
    func registeredHardware(_ query: ListQuery) throws -> Page<RegisteredHardware> {
        try step().registeredHardware(query)
    }
}

extension FaultInjectingUnit: HardwareWriting {
    func save(_ hardware: RegisteredHardware) throws { try step().save(hardware) }
    @discardableResult func deleteRegisteredHardware(_ id: HardwareID) throws -> Bool {
        try step().deleteRegisteredHardware(id)
    }
}

extension FaultInjectingUnit: TokenReading {
    func apiTokens() throws -> [APIToken] { try step().apiTokens() }
    func apiToken(withHash hash: String) throws -> APIToken? { try step().apiToken(withHash: hash) }
    func apiToken(_ id: TokenID) throws -> APIToken? { try step().apiToken(id) }
    func deviceToken(withHash hash: String) throws -> DeviceToken? { try step().deviceToken(withHash: hash) }
    func deviceTokens(liveAt now: Instant) throws -> [DeviceToken] { try step().deviceTokens(liveAt: now) }
}

extension FaultInjectingUnit: TokenWriting {
    func save(_ token: APIToken) throws { try step().save(token) }
    func save(_ token: DeviceToken) throws { try step().save(token) }
    func removeDeviceTokens(of device: DeviceID) throws { try step().removeDeviceTokens(of: device) }
    func removeDeviceTokens(endedBefore now: Instant) throws { try step().removeDeviceTokens(endedBefore: now) }
}

extension FaultInjectingUnit: BrowserCertificateReading {
    func browserCertificate(_ serial: String) throws -> BrowserCertificate? { try step().browserCertificate(serial) }
    func browserCertificates(of device: DeviceID) throws -> [BrowserCertificate] {
        try step().browserCertificates(of: device)
    }
    func browserCertificate(answering request: RequestID, of device: DeviceID) throws -> BrowserCertificate? {
        try step().browserCertificate(answering: request, of: device)
    }
}

extension FaultInjectingUnit: BrowserCertificateWriting {
    func save(_ certificate: BrowserCertificate) throws { try step().save(certificate) }
    func removeBrowserCertificates(of device: DeviceID, endedBefore instant: Instant) throws {
        try step().removeBrowserCertificates(of: device, endedBefore: instant)
    }
}

extension FaultInjectingUnit: PointCertificateReading {
    func pointCertificate(_ serial: String) throws -> PointCertificate? { try step().pointCertificate(serial) }
    func pointCertificates(endingAfter instant: Instant) throws -> [PointCertificate] {
        try step().pointCertificates(endingAfter: instant)
    }
    func pointCertificates(of point: String, endingAfter instant: Instant) throws -> [PointCertificate] {
        try step().pointCertificates(of: point, endingAfter: instant)
    }
}

extension FaultInjectingUnit: PointCertificateWriting {
    func save(_ certificate: PointCertificate) throws { try step().save(certificate) }
}

extension FaultInjectingUnit: ActionReading {
    func action(_ id: ActionID) throws -> DeviceAction? { try step().action(id) }
    func openActions(of devices: [DeviceID], at now: Instant) throws -> [DeviceID: [DeviceAction]] {
        try step().openActions(of: devices, at: now)
    }

    func openActions(of device: DeviceID, at now: Instant) throws -> [DeviceAction] {
        try step().openActions(of: device, at: now)
    }
    func actions(of device: DeviceID, limit: Int) throws -> [DeviceAction] {
        try step().actions(of: device, limit: limit)
    }
    func actions(_ query: ListQuery) throws -> Page<DeviceAction> { try step().actions(query) }
    func actions(in batch: ActionBatchID) throws -> [DeviceAction] { try step().actions(in: batch) }
    func actionBatch(_ id: ActionBatchID) throws -> ActionBatch? { try step().actionBatch(id) }
    func actionBatch(request: String, by actor: String) throws -> ActionBatch? {
        try step().actionBatch(request: request, by: actor)
    }
    func actionBatches(_ query: ListQuery) throws -> Page<ActionBatch> { try step().actionBatches(query) }
    func actionCounts(of batch: ActionBatchID) throws -> [ActionState: Int] { try step().actionCounts(of: batch) }
    func script(_ digest: String) throws -> String? { try step().script(digest) }
    func artefact(of action: ActionID) throws -> StoredArtefact? { try step().artefact(of: action) }
}

extension FaultInjectingUnit: ActionWriting {
    func save(_ action: DeviceAction) throws { try step().save(action) }
    func save(_ batch: ActionBatch) throws { try step().save(batch) }
    func save(script: String, digest: String) throws { try step().save(script: script, digest: digest) }
    func save(_ artefact: StoredArtefact) throws { try step().save(artefact) }
    func removeArtefacts(before instant: Instant) throws { try step().removeArtefacts(before: instant) }
}

extension FaultInjectingUnit: DecisionReading {
    func decision(_ id: DecisionID) throws -> DecisionRecord? { try step().decision(id) }
    func decisions(_ query: ListQuery) throws -> Page<DecisionRecord> { try step().decisions(query) }
    func repeats(of decision: DecisionID) throws -> Int64 { try step().repeats(of: decision) }
}

extension FaultInjectingUnit: DecisionWriting {
    func append(_ decisions: [DecisionRecord], repeats: [DecisionRepeat]) throws {
        try step().append(decisions, repeats: repeats)
    }
    func removeDecisions(before instant: Instant) throws { try step().removeDecisions(before: instant) }
}

extension FaultInjectingUnit: AuditReading {
    func auditRows(after sequence: Int64, limit: Int) throws -> [AuditRow] {
        try step().auditRows(after: sequence, limit: limit)
    }
    func newestAuditRow() throws -> AuditRow? { try step().newestAuditRow() }
}

extension FaultInjectingUnit: AuditWriting {
    func append(_ row: AuditRow) throws { try step().append(row) }
}

extension FaultInjectingUnit: JobReading {
    func jobCount(kind: String) throws -> Int { try step().jobCount(kind: kind) }
    func holdsClaim(of job: Job) throws -> Bool { try step().holdsClaim(of: job) }
    func job(kind: String, subject: String) throws -> Job? { try step().job(kind: kind, subject: subject) }
}

extension FaultInjectingUnit: JobWriting {
    func schedule(_ job: Job) throws { try step().schedule(job) }
    func cancelJob(kind: String, subject: String) throws { try step().cancelJob(kind: kind, subject: subject) }
    @discardableResult func complete(_ job: Job) throws -> Bool { try step().complete(job) }
    func retry(_ job: Job, dueAt: Instant, because reason: String) throws {
        try step().retry(job, dueAt: dueAt, because: reason)
    }
}

extension FaultInjectingUnit: NoticeReading {
    func notice(_ id: NoticeID) throws -> Notice? { try step().notice(id) }
    func notice(withKey key: String) throws -> Notice? { try step().notice(withKey: key) }
    func notices(_ query: ListQuery) throws -> Page<Notice> { try step().notices(query) }
    func noticeMessage(_ id: NoticeMessageID) throws -> NoticeMessage? { try step().noticeMessage(id) }
    func noticeMessages(of notice: NoticeID) throws -> [NoticeMessage] { try step().noticeMessages(of: notice) }
    func noticeCounts() throws -> [Notice.State: Int] { try step().noticeCounts() }
}

extension FaultInjectingUnit: NoticeWriting {
    func insert(_ notice: Notice) throws -> Bool { try step().insert(notice) }
    func saveState(_ state: Notice.State, of notice: NoticeID, at instant: Instant) throws {
        try step().saveState(state, of: notice, at: instant)
    }
    func save(_ message: NoticeMessage) throws { try step().save(message) }
    func removeMessage(_ id: NoticeMessageID) throws { try step().removeMessage(id) }
    func removeNotices(before instant: Instant) throws { try step().removeNotices(before: instant) }
}

extension FaultInjectingUnit: ClientApplicationReading {
    func clientApplications() throws -> [ClientApplication] { try step().clientApplications() }
    func clientApplication(_ id: ClientApplicationID) throws -> ClientApplication? {
        try step().clientApplication(id)
    }
    func clientApplication(named name: String) throws -> ClientApplication? {
        try step().clientApplication(named: name)
    }
}

extension FaultInjectingUnit: ClientApplicationWriting {
    func save(_ application: ClientApplication) throws { try step().save(application) }
    @discardableResult func deleteClientApplication(_ id: ClientApplicationID) throws -> Bool {
        try step().deleteClientApplication(id)
    }
}

extension FaultInjectingUnit: SigningKeyReading {
    func signingKeys() throws -> [SigningKey] { try step().signingKeys() }
}

extension FaultInjectingUnit: SigningKeyWriting {
    func save(_ key: SigningKey) throws { try step().save(key) }
    func deleteSigningKey(_ id: String) throws { try step().deleteSigningKey(id) }
}

extension FaultInjectingUnit: TokenStateReading {
    func tokenState(_ kind: TokenState.Kind, _ id: String) throws -> TokenState? { try step().tokenState(kind, id) }
}

extension FaultInjectingUnit: TokenStateWriting {
    func insertTokenState(_ state: TokenState) throws -> Bool { try step().insertTokenState(state) }
    func saveTokenState(_ state: TokenState) throws { try step().saveTokenState(state) }
    @discardableResult func removeTokenState(_ kind: TokenState.Kind, _ id: String) throws -> Bool {
        try step().removeTokenState(kind, id)
    }
    func removeTokenStates(endedBefore now: Instant) throws { try step().removeTokenStates(endedBefore: now) }
}

extension FaultInjectingUnit: SecretReading {
    func secret(_ name: String) throws -> SealedSecret? { try step().secret(name) }
    func secrets() throws -> [SealedSecret] { try step().secrets() }
}

extension FaultInjectingUnit: SecretWriting {
    func save(_ secret: SealedSecret) throws { try step().save(secret) }
    @discardableResult func deleteSecret(_ name: String) throws -> Bool { try step().deleteSecret(name) }
}

extension FaultInjectingUnit: FeedReading {
    func feedPosition(since seen: FeedPosition?) throws -> FeedPosition { try step().feedPosition(since: seen) }
}

extension FaultInjectingUnit: Foresight {
    func foresee(reportOf device: DeviceID, facts: Set<FactKey>) throws {
        try step().foresee(reportOf: device, facts: facts)
    }
    func foresee(judgingOf device: DeviceID, job kind: String) throws {
        try step().foresee(judgingOf: device, job: kind)
    }
}

extension FaultInjectingUnit: TenantReading {
    func ownTenant() throws -> Tenant? { try step().ownTenant() }
    func sealedAuthority() throws -> [UInt8]? { try step().sealedAuthority() }
    func evaluator() throws -> Int64 { try step().evaluator() }
    func exportedTables() throws -> [String] { try step().exportedTables() }
    func exportedRows(of table: String, after position: ExportPosition?, limit: Int) throws -> ExportPage {
        try step().exportedRows(of: table, after: position, limit: limit)
    }
}

extension FaultInjectingUnit: TenantWriting {
    func save(sealedAuthority: [UInt8], at now: Instant) throws {
        try step().save(sealedAuthority: sealedAuthority, at: now)
    }
    func save(evaluator: Int64) throws { try step().save(evaluator: evaluator) }
}

extension FaultInjectingUnit: AssetReading {
    func asset(_ id: AssetID) throws -> Asset? { try step().asset(id) }
    func asset(of device: DeviceID) throws -> Asset? { try step().asset(of: device) }
    func assets(sharing identifiers: [AssetIdentifier]) throws -> [Asset] {
        try step().assets(sharing: identifiers)
    }
    func assets(_ query: ListQuery) throws -> Page<Asset> { try step().assets(query) }
}

extension FaultInjectingUnit: AssetWriting {
    func save(_ asset: Asset) throws { try step().save(asset) }
    @discardableResult func deleteAsset(_ id: AssetID) throws -> Bool { try step().deleteAsset(id) }
}

extension FaultInjectingUnit: ComplianceScriptReading {
    func complianceScriptVersions(of name: String?) throws -> [ComplianceScriptVersion] {
        try step().complianceScriptVersions(of: name)
    }
}

extension FaultInjectingUnit: ComplianceScriptWriting {
    func save(_ version: ComplianceScriptVersion) throws { try step().save(version) }
    func deleteComplianceScriptVersions(of name: String) throws {
        try step().deleteComplianceScriptVersions(of: name)
    }
}
