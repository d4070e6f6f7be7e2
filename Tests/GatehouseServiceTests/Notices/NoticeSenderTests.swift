import GatehouseDocuments
import GatehouseKeys
import GatehouseModel
import GatehouseStorage
import GatehouseTestSupport
import Logging
import Synchronization
import Testing

@testable import GatehouseService

/// Takes messages, and answers what the test wants.
private final class ScriptedTransport: NoticeTransport {
    private let outcomes: Mutex<[SendingOutcome]>
    private let messages = Mutex<[OutgoingMessage]>([])

    init(_ outcomes: SendingOutcome...) { self.outcomes = Mutex(outcomes) }

    var sent: [OutgoingMessage] { messages.withLock(\.self) }

    func send(_ message: OutgoingMessage) async -> SendingOutcome {
        messages.withLock { $0.append(message) }
        return outcomes.withLock { $0.isEmpty ? .accepted : $0.removeFirst() }
    }
}

/// A node whose documents name two channels and a template.
private struct NoticeFixture {
    static let documents = """
        apiVersion: gatehouse/v1
        kind: NotificationChannel
        metadata: {name: mail}
        spec:
          email: {host: mail.example.org, from: g@example.org, user: g, password: smtp, to: [ops@example.org]}
        ---
        apiVersion: gatehouse/v1
        kind: NotificationChannel
        metadata: {name: hook}
        spec:
          webhook: {url: "https://hooks.example.org/x", secret: hook}
        ---
        apiVersion: gatehouse/v1
        kind: NotificationTemplate
        metadata: {name: own}
        spec:
          messages:
            - {locale: en, subject: Own, text: "{{device.name}}"}
            - {locale: de, subject: Eigen, text: "{{device.name}}"}
        """

    let node: Fixture
    let secrets: SecretService
    let transport: ScriptedTransport
    let sender: NoticeSender
    let tally = NoticeTally()

    init(_ transport: ScriptedTransport = ScriptedTransport(), attempts: Int = 14) async throws {
        node = try await Fixture()
        self.transport = transport
        secrets = SecretService(store: node.store, key: SealingKeys(SealingKey()), clock: node.clock)
        sender = NoticeSender(
            store: node.store, secrets: secrets, transport: transport, tally: tally,
            schedule: RetrySchedule(attempts: attempts, jitter: { 1 }), clock: node.clock, logger: Logger(label: "test")
        )
        try await node.apply(Self.documents)
        for name in ["smtp", "hook"] {
            _ = try await secrets.set(node.tenant.id, name: name, value: "value of \(name)", actor: "test")
        }
    }

    var service: NoticeService { NoticeService(store: node.store, clock: node.clock) }

    func notice(
        channels: [String] = ["mail"], recipients: [Notice.Recipient] = [], template: String? = nil
    ) -> Notice {
        Notice(
            kind: .deviceInGrace, key: "key", createdAt: node.time.now,
            device: Notice.Subject(id: .random(), name: "pc", platform: .linux), policy: "baseline",
            template: template, channels: channels, recipients: recipients)
    }

    @discardableResult func post(_ notice: Notice) async throws -> NoticeID {
        try await node.store.write(node.tenant.id) { _ = try $0.post(notice) }
        return notice.id
    }

    /// Works out who gets what, and makes the first attempts.
    func run() async {
        while await sender.runBatch() > 0 {}
    }

    func dossier(_ id: NoticeID) async throws -> NoticeDossier {
        try await service.notice(node.tenant.id, id: id)
    }
}

struct NoticeSenderTests {
    @Test func `everybody whom a notice names is told once, each in their language`() async throws {
        let fixture = try await NoticeFixture()
        let id = try await fixture.post(
            fixture.notice(
                channels: ["mail", "hook"],
                recipients: [
                    .address("OPS@example.org", locale: "de"), .address("ada@example.org", locale: nil),
                    .address("ada@example.org", locale: "de"),
                ], template: "own"))
        await fixture.run()
        let sent = fixture.transport.sent
        let told = sent.map { "\($0.channel.name) \($0.recipient.lowercased()) \($0.text.subject)" }
        #expect(
            told.sorted() == ["hook  Eigen", "mail ada@example.org Eigen", "mail ops@example.org Eigen"])
        #expect(Set(sent.map(\.secret)) == ["value of smtp", "value of hook"])
        #expect(try await fixture.dossier(id).notice.state == .sent)
        #expect(fixture.tally.counts.sent == 3)
    }

    @Test func `the owner of a device is told, as the register has them when the message is sent`() async throws {
        let fixture = try await NoticeFixture()
        let device = try await fixture.node.enrol().device
        var notice = fixture.notice(recipients: [.owner])
        notice.device = Notice.Subject(id: device, name: "pc", platform: .linux)
        try await fixture.post(notice)
        try await fixture.node.store.write(fixture.node.tenant.id) { work in
            guard var record = try work.device(device) else { return }
            record.device.owner = "ada@example.org"
            try work.save(record)
        }
        await fixture.run()
        #expect(Set(fixture.transport.sent.map(\.recipient)) == ["ada@example.org", "ops@example.org"])
    }

    @Test func `a message whose outcome cannot be kept is given back, to wait longer each time`() async throws {
        let fixture = try await NoticeFixture()
        try await fixture.post(fixture.notice())
        await fixture.sender.runBatch()
        let faulty = FaultInjectingStore(fixture.node.store)
        faulty.fault = .call(2)
        let sender = NoticeSender(
            store: faulty, secrets: fixture.secrets, transport: fixture.transport, clock: fixture.node.clock,
            logger: Logger(label: "test"))
        for wait in [1, 2] {
            #expect(await sender.runBatch() == 1)
            fixture.node.time.advance(Duration.seconds(wait) - .milliseconds(1))
            #expect(await sender.runBatch() == 0)
            fixture.node.time.advance(.milliseconds(1))
        }
        #expect(await fixture.sender.runBatch() == 1)
        #expect(fixture.transport.sent.count == 3)
        #expect(Set(fixture.transport.sent.map(\.id)).count == 1)
        #expect(await fixture.sender.runBatch() == 0)
    }

    @Test func `what was not accepted is sent again later, under the same identifier`() async throws {
        let fixture = try await NoticeFixture(ScriptedTransport(.later("451 busy"), .later("451 busy"), .accepted))
        let id = try await fixture.post(fixture.notice())
        await fixture.run()
        var message = try #require(try await fixture.dossier(id).messages.first)
        #expect(message.message.state == .queued)
        #expect(message.message.problem == "451 busy")
        #expect(message.next == fixture.node.time.now + .seconds(15))
        fixture.node.time.advance(.seconds(14))
        await fixture.run()
        #expect(fixture.transport.sent.count == 1)
        fixture.node.time.advance(.seconds(1))
        await fixture.run()
        fixture.node.time.advance(.seconds(30))
        await fixture.run()
        message = try #require(try await fixture.dossier(id).messages.first)
        #expect(message.message.state == .sent)
        #expect(message.message.attempts == 3)
        #expect(Set(fixture.transport.sent.map(\.id)) == [message.message.id])
        #expect(try await fixture.dossier(id).notice.state == .sent)
    }

    @Test func `what is refused for good, or too often, is given up where people can see it`() async throws {
        for (outcome, attempts) in [(SendingOutcome.refused("550 no\r\nsuch user"), 14), (.later("x"), 1)] {
            let fixture = try await NoticeFixture(ScriptedTransport(outcome), attempts: attempts)
            let id = try await fixture.post(fixture.notice())
            await fixture.run()
            fixture.node.time.advance(.seconds(86_400))
            await fixture.run()
            #expect(fixture.transport.sent.count == 1)
            #expect(try await fixture.dossier(id).notice.state == .failed)
            #expect(try await fixture.dossier(id).messages.first?.message.problem.contains("\n") == false)
            #expect(fixture.tally.counts.failed == 1)
            let acts = try await fixture.node.audit.rows(fixture.node.tenant.id, after: 0, limit: 1000)
            #expect(acts.contains { $0.entry.action == "notice.fail" && $0.entry.target == "notice/\(id)" })
        }
    }

    @Test func `a node that dies after sending leaves the message to be sent again`() async throws {
        let fixture = try await NoticeFixture()
        let id = try await fixture.post(fixture.notice())
        #expect(await fixture.sender.runBatch() == 1)
        // As a node does that claims and sends, and never gets to write it down.
        let now = fixture.node.time.now
        let claimed = try await fixture.node.store.claimJobs(
            queue: .outbox, now: now, until: now + .seconds(60), limit: 10)
        #expect(claimed.count == 1)
        await fixture.run()
        #expect(fixture.transport.sent.isEmpty)
        fixture.node.time.advance(.seconds(61))
        await fixture.run()
        #expect(fixture.transport.sent.map(\.id.description) == claimed.map(\.subject))
        #expect(try await fixture.dossier(id).notice.state == .sent)
    }

    @Test func `a channel that is not there, and one that names nobody, are failures that can be mended`() async throws
    {
        let fixture = try await NoticeFixture()
        let id = try await fixture.post(fixture.notice(channels: ["quiet"], recipients: [.owner]))
        await fixture.run()
        #expect(
            try await fixture.dossier(id).messages.map(\.message.problem)
                == ["there is no notification channel `quiet`"])
        try await fixture.node.apply(
            """
            apiVersion: gatehouse/v1
            kind: NotificationChannel
            metadata: {name: quiet}
            spec: {email: {host: mail.example.org, from: g@example.org}}
            """)
        let caller = fixture.node.caller(.administrator)
        _ = try await fixture.service.retry(fixture.node.tenant.id, id: id, reason: "mended", as: caller)
        await fixture.run()
        #expect(
            try await fixture.dossier(id).messages.map(\.message.problem)
                == ["the device has no owner with a mail address, and the channel names nobody"])
        try await fixture.node.apply(
            """
            apiVersion: gatehouse/v1
            kind: NotificationChannel
            metadata: {name: quiet}
            spec: {email: {host: mail.example.org, from: g@example.org, to: [ada@example.org]}}
            """)
        _ = try await fixture.service.retry(fixture.node.tenant.id, id: id, reason: "", as: caller)
        #expect(try await fixture.dossier(id).notice.state == .queued)
        await fixture.run()
        #expect(fixture.transport.sent.map(\.recipient) == ["ada@example.org"])
        #expect(try await fixture.dossier(id).notice.state == .sent)
        let again = await fixture.node.code {
            _ = try await fixture.service.retry(fixture.node.tenant.id, id: id, reason: "", as: caller)
        }
        #expect(again == .conflict)
    }

    @Test func `a secret that is not set yet is waited for`() async throws {
        let fixture = try await NoticeFixture()
        let tenant = fixture.node.tenant.id
        try await fixture.node.store.write(tenant) { _ = try $0.deleteSecret("smtp") }
        let id = try await fixture.post(fixture.notice())
        await fixture.run()
        #expect(fixture.transport.sent.isEmpty)
        #expect(try await fixture.dossier(id).messages.first?.message.state == .queued)
        _ = try await fixture.secrets.set(tenant, name: "smtp", value: "new", actor: "test")
        fixture.node.time.advance(.seconds(15))
        await fixture.run()
        #expect(fixture.transport.sent.map(\.secret) == ["new"])
    }

    @Test func `who approves is told of an action that waits, once`() async throws {
        let fixture = try await NoticeFixture()
        try await fixture.node.apply(
            """
            apiVersion: gatehouse/v1
            kind: TenantSettings
            metadata: {name: tenant}
            spec: {notifications: {approvals: [mail]}}
            """)
        let device = try await fixture.node.enrol().device
        let overview = try await fixture.node.actions.request(
            fixture.node.tenant.id,
            ActionProposal(
                .wipe(.selective, isDryRun: false), script: nil, devices: [device], filter: nil, lifetime: nil,
                request: "r1"), as: fixture.node.caller(.administrator))
        #expect(overview.batch.approval == .pending)
        await fixture.run()
        #expect(fixture.transport.sent.map(\.text.subject) == ["An action waits for your approval: wipe"])
        #expect(fixture.transport.sent.first?.text.text.contains(overview.batch.id.description) == true)
    }

    @Test func `who approves is told of a machine that asks to be let in, once`() async throws {
        let fixture = try await NoticeFixture()
        try await fixture.node.apply(
            """
            apiVersion: gatehouse/v1
            kind: TenantSettings
            metadata: {name: tenant}
            spec: {notifications: {approvals: [mail]}}
            """)
        let code = try await fixture.node.code(EnrolmentProfile(), requiresApproval: true)
        let application = try await fixture.node.application(code: code, name: "pc <b>")
        for _ in 0..<2 { _ = try await fixture.node.enrolment.apply(fixture.node.tenant.id, application) }
        await fixture.run()
        #expect(fixture.transport.sent.map(\.text.subject) == ["A device asks to be enrolled: pc <b>"])
    }

    @Test func `a test of a channel is refused where it could not work`() async throws {
        let fixture = try await NoticeFixture()
        let caller = fixture.node.caller(.administrator)
        func code(_ channel: String, to: String? = nil, locale: String? = nil, template: String? = nil) async
            -> ServiceError.Code?
        {
            await fixture.node.code {
                _ = try await fixture.service.test(
                    fixture.node.tenant.id, channel: channel, recipient: to, locale: locale, template: template,
                    as: caller)
            }
        }
        #expect(await code("none") == .notFound)
        #expect(await code("mail", to: "a\r\nb@example.org") == .invalid)
        #expect(await code("mail", to: "ada@example.org", locale: "German") == .invalid)
        #expect(await code("mail", locale: "de") == .invalid)
        #expect(await code("hook", to: "ada@example.org") == .invalid)
        #expect(await code("mail", template: "none") == .notFound)
        #expect(await code("mail", to: "ada@example.org", locale: "de", template: "own") == nil)
        await fixture.run()
        #expect(Set(fixture.transport.sent.map(\.recipient)) == ["ada@example.org", "ops@example.org"])
    }
}
