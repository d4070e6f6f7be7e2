import Foundation
import GatehouseClient
import GatehouseModel
import GatehouseWire
import Testing

/// Whole commands, as a person sees them, over the examples of the API.
struct TranscriptTests {
    private static let id = DeviceSummary.example.id.description
    private static let asset = AssetItem.example.id.description
    private static let user = UserItem.example.id.description
    private static let group = GroupItem.example.id.description
    private static let action = ActionItem.example.id.description
    private static let batch = ActionBatchItem.example.id.description

    private static var points: [EnforcementPointItem] {
        var successor = EnforcementPointCertificate.example
        (successor.serial, successor.revokedAt) = ("6a01", nil)
        var far = EnforcementPointItem.example
        far.socketPath = nil
        far.certificates.append(successor)
        var near = EnforcementPointItem.example
        (near.name, near.transport, near.certificates) = ("default", .socket, [])
        return [near, far]
    }

    private static var baseline: DocumentItem {
        var item = DocumentItem.example
        item.kind = "CompliancePolicy"
        item.name = "linux-baseline"
        item.text = """
            apiVersion: gatehouse/v1
            kind: CompliancePolicy
            metadata:
              name: linux-baseline
            spec:
              groups:
                include: [engineering]
              requirements:
                - name: Disks are encrypted
                  fact: storage.encrypted
                  equals: true
            """
        return item
    }

    /// The policies of a device: one that reaches it, one that may, one that does not.
    private static var devicePolicies: [DevicePolicyItem] {
        [
            .example,
            DevicePolicyItem(
                kind: "CompliancePolicy", policy: "rugged", state: nil, reach: .mayApply, decidedBy: "excludedGroups",
                name: "office", detail: "whether the device is in the excluded group `office` is not known"),
            DevicePolicyItem(
                kind: "AccessPolicy", policy: "macs-only", state: .reportOnly, reach: .doesNotApply,
                decidedBy: "platforms", name: nil, detail: "the policy is not for the platform linux"),
        ]
    }

    static let server = ScriptedServer([
        "GET /api/v1/compliance": .message(FleetComplianceItem.example),
        "GET /api/v1/devices": .message(ListPage(items: [DeviceSummary.example])),
        "GET /api/v1/devices/\(id)": .message(DeviceDetail.example),
        "DELETE /api/v1/devices/\(id)": .nothing,
        "GET /api/v1/devices/\(id)/facts": .message(ListPage(items: [FactItem.example])),
        "GET /api/v1/devices/\(id)/compliance": .message(ComplianceDetail.example),
        "GET /api/v1/devices/\(id)/history": .message(ListPage(items: [HistoryItem.example])),
        "GET /api/v1/devices/\(id)/policies": .message(ListPage(items: devicePolicies)),
        "PATCH /api/v1/devices/\(id)": .message(DeviceDetail.example),
        "GET /api/v1/assets": .message(ListPage(items: [AssetItem.example])),
        "POST /api/v1/assets": .message(AssetItem.example),
        "GET /api/v1/assets/\(asset)": .message(AssetItem.example),
        "PATCH /api/v1/assets/\(asset)": .message(AssetItem.example),
        "DELETE /api/v1/assets/\(asset)": .nothing,
        "POST /api/v1/assets/\(asset)/merge": .message(AssetItem.example),
        "POST /api/v1/asset-import": .message(AssetImportResponse.example),
        "GET /api/v1/asset-export": APIAnswer(status: 200, body: Array("id,name\r\n1,\"a, b\"\r\n".utf8)),
        "GET /api/v1/users": .message(ListPage(items: [UserItem.example])),
        "POST /api/v1/users": .message(UserItem.example),
        "GET /api/v1/users/ada": .message(UserItem.example),
        "GET /api/v1/users/ada/groups": .message(ListPage(items: [GroupItem.example])),
        "PATCH /api/v1/users/ada": .message(UserItem.example),
        "PATCH /api/v1/users/\(user)": .message(UserItem.example),
        "POST /api/v1/users/\(user)/roles": .message(UserItem.example),
        "POST /api/v1/users/ada/revoke-sessions": .nothing,
        "DELETE /api/v1/users/\(user)": .nothing,
        "GET /api/v1/groups": .message(ListPage(items: [GroupItem.example])),
        "POST /api/v1/groups": .message(GroupItem.example),
        "GET /api/v1/groups/Sales": .message(GroupItem.example),
        "PATCH /api/v1/groups/Sales": .message(GroupItem.example),
        "DELETE /api/v1/groups/\(group)": .nothing,
        "GET /api/v1/groups/Sales/members": .message(ListPage(items: [GroupMemberItem.example])),
        "POST /api/v1/groups/Sales/members": .nothing,
        "DELETE /api/v1/groups/Sales/members/\(user)": .nothing,
        "GET /api/v1/actions": .message(ListPage(items: [ActionItem.example])),
        "GET /api/v1/actions/\(action)": .message(ActionDetail.example),
        "POST /api/v1/actions/\(action)/cancel": .nothing,
        "POST /api/v1/action-batches": .message(ActionBatchItem.example),
        "GET /api/v1/action-batches": .message(ListPage(items: [ActionBatchItem.example])),
        "GET /api/v1/action-batches/\(batch)": .message(ActionBatchItem.example),
        "POST /api/v1/action-batches/\(batch)/approve": .message(ActionBatchItem.example),
        "POST /api/v1/action-batches/\(batch)/reject": .message(ActionBatchItem.example),
        "POST /api/v1/action-batches/\(batch)/cancel": .message(ActionBatchItem.example),
        "POST /api/v1/devices/\(id)/revoke": .nothing,
        "POST /api/v1/devices/\(id)/block": .nothing,
        "POST /api/v1/devices/\(id)/release": .nothing,
        "GET /api/v1/enrolments": .message(ListPage(items: [EnrolmentItem.example])),
        "GET /api/v1/enrolments/\(EnrolmentItem.example.id)": .message(EnrolmentItem.example),
        "POST /api/v1/enrolments/\(EnrolmentItem.example.id)/approve": .message(EnrolmentItem.example),
        "POST /api/v1/enrolments/\(EnrolmentItem.example.id)/reject": .message(EnrolmentItem.example),
        "GET /api/v1/hardware": .message(ListPage(items: [HardwareItem.example])),
        "GET /api/v1/hardware/\(HardwareItem.example.id)": .message(HardwareItem.example),
        "DELETE /api/v1/hardware/\(HardwareItem.example.id)": .nothing,
        "GET /api/v1/enrolment-codes": .message(ListPage(items: [EnrolmentCodeItem.example])),
        "POST /api/v1/enrolment-codes": .message(EnrolmentCodeCreated.example),
        "DELETE /api/v1/enrolment-codes/\(EnrolmentCodeItem.example.id)": .nothing,
        "GET /api/v1/documents/Application": .message(ListPage(items: [DocumentItem.example])),
        "GET /api/v1/documents/Application/wiki": .message(DocumentItem.example),
        "DELETE /api/v1/documents/Application/wiki": .nothing,
        "GET /api/v1/documents/CompliancePolicy/linux-baseline": .message(baseline),
        "GET /api/v1/documents/CompliancePolicy/linux-baseline/devices": .message(
            ReachedDevicesPage(reached: 1, uncertain: 2, items: [.example], next: nil)),
        "DELETE /api/v1/documents/EnforcementPoint/edge-1": .nothing,
        "GET /api/v1/export": .message(ListPage(items: [DocumentItem.example, DocumentItem.example])),
        "GET /api/v1/enforcement-points": .message(ListPage(items: points)),
        "POST /api/v1/enforcement-points": .message(EnforcementPointAdded.example),
        "POST /api/v1/enforcement-points/edge-1/revoke": .message(EnforcementPointRevoked.example),
        "GET /api/v1/explain": .message(ExplainResponse.example),
        "POST /api/v1/what-if": .message(WhatIfResponse.example),
        "POST /api/v1/dry-run": .message(DryRunResponse.example),
        "GET /api/v1/decisions": .message(ListPage(items: [DecisionItem.example])),
        "GET /api/v1/decisions/\(DecisionItem.example.id)": .message(DecisionItem.example),
        "GET /api/v1/notices": .message(ListPage(items: [NoticeItem.example])),
        "GET /api/v1/notices/\(NoticeItem.example.id)": .message(NoticeDetail.example),
        "POST /api/v1/notices/\(NoticeItem.example.id)/retry": .message(NoticeDetail.example),
        "POST /api/v1/notice-tests": .message(NoticeDetail.example),
        "GET /api/v1/secrets": .message(ListPage(items: [SecretItem.example])),
        "POST /api/v1/secrets/smtp-password": .message(SecretItem.example),
        "DELETE /api/v1/secrets/smtp-password": .nothing,
        "GET /api/v1/audit": .message(ListPage(items: [AuditItem.example])),
        "GET /api/v1/audit/verify": .message(AuditVerification.example),
        "GET /api/v1/tokens": .message(ListPage(items: [TokenItem.example])),
        "POST /api/v1/tokens": .message(TokenCreated.example),
        "DELETE /api/v1/tokens/\(TokenItem.example.id)": .nothing,
        "GET /api/v1/whoami": .message(CallerIdentity.example),
    ])

    private func expectTranscript(_ file: String, _ commands: [[String]]) async throws {
        var text: [String] = []
        for command in commands { text.append(await Transcript.run(command, Self.server).text) }
        try expectGolden(text.joined(separator: "\n"), "Tests/GatehouseCommandsTests/Goldens/\(file).txt")
    }

    @Test func `devices`() async throws {
        try await expectTranscript(
            "device",
            [
                ["device", "list"], ["device", "list", "-o", "wide"], ["device", "list", "-o", "json"],
                ["device", "list", "-o", "yaml"], ["device", "show", "eng-laptop-7"], ["device", "show", Self.id],
                ["device", "facts", Self.id, "-o", "wide"], ["device", "sync", Self.id],
                ["device", "revoke", Self.id, "--reason", "lost"], ["device", "delete", Self.id],
            ])
    }

    @Test func `people and groups`() async throws {
        try await expectTranscript(
            "directory",
            [
                ["user", "list"], ["user", "list", "--search", "O'Neill", "--role", "reader", "-o", "wide"],
                ["user", "show", "ada"], ["user", "show", "ada", "-o", "json"],
                ["user", "create", "ada@example.org", "--department", "Sales", "--role", "helpDesk"],
                ["user", "set", "ada", "--display-name", "Ada", "--unrole", "helpDesk"], ["user", "set", "ada"],
                ["user", "disable", "ada"], ["user", "enable", "ada"], ["user", "revoke-sessions", "ada"],
                ["user", "delete", "ada"], ["user", "import", "/no/such.csv"], ["group", "list", "-o", "wide"],
                ["group", "show", "Sales"], ["group", "create", "Sales", "--rule", "user.department -eq \"Sales\""],
                ["group", "set", "Sales", "--rule", ""], ["group", "set", "Sales"], ["group", "members", "Sales"],
                ["group", "add-member", "Sales", "--user", "ada"], ["group", "add-member", "Sales"],
                ["group", "remove-member", "Sales", "--user", "ada"], ["group", "delete", "Sales"],
            ])
    }

    @Test func `the asset register`() async throws {
        try await expectTranscript(
            "asset",
            [
                ["asset", "list"], ["asset", "list", "--stale", "--search", "O'Neill", "-o", "wide"],
                ["asset", "show", "eng-laptop-7"], ["asset", "show", Self.asset, "-o", "json"],
                ["asset", "add", "printer-2f", "--kind", "printer", "--mac", "3c:2a:f4:11:22:33"],
                ["asset", "set", Self.asset, "--state", "inRepair", "--tag", "spare", "--approved"],
                ["asset", "set", Self.asset], ["asset", "merge", Self.asset, Self.asset],
                ["asset", "remove", Self.asset], ["asset", "import", "/no/such.csv"],
                ["asset", "export", "--filter", "state eq 'inUse'"],
                ["device", "set", Self.id, "--owner", "ada@example.org", "--tag", "kiosk"],
                ["device", "set", Self.id, "--ownership", "personal"], ["device", "set", Self.id],
            ])
    }

    @Test func `a change of an asset names what is given, and the version that was seen`() async throws {
        let server = Self.server
        _ = await Transcript.run(["asset", "set", Self.asset, "--owner", "", "--tag", "a", "--tag", "b"], server)
        let sent = try #require(server.requests.last { $0.method == .patch })
        let request = try JSONDecoder().decode(AssetRequest.self, from: Data(try #require(sent.body)))
        var wanted = AssetRequest()
        wanted.version = 3
        wanted.owner = ""
        wanted.addTags = ["a", "b"]
        #expect(request == wanted)
    }

    @Test func `which policy reaches which device`() async throws {
        try await expectTranscript(
            "reach",
            [
                ["device", "policies", "eng-laptop-7"], ["device", "policies", Self.id, "--reaching", "-o", "wide"],
                ["describe", "cp", "linux-baseline"], ["get", "cp", "linux-baseline", "--devices"],
                ["get", "app", "wiki", "--devices"], ["get", "cp", "--devices"],
            ])
    }

    @Test func `what devices are told to do`() async throws {
        try await expectTranscript(
            "action",
            [
                ["device", "lock", Self.id], ["device", "lock", Self.id, "--dry-run"], ["device", "lock"],
                ["device", "reboot", "--filter", "platform eq 'linux'", "--wait"],
                ["device", "shutdown", Self.id, "-o", "json"], ["device", "rename", Self.id, "eng-laptop-8"],
                ["device", "wipe", Self.id, "--dry-run"], ["device", "retire", Self.id],
                ["device", "collect-logs", Self.id], ["device", "run-script", Self.id, "--script", "/no/such"],
                ["action", "list"], ["action", "list", "-o", "wide", "--device", Self.id],
                ["action", "list", "--pending"],
                ["action", "show", Self.action], ["action", "show", Self.batch], ["action", "show", "lock"],
                ["action", "approve", Self.batch, "--reason", "ticket 42"], ["action", "reject", Self.action],
                ["action", "cancel", Self.action], ["action", "cancel", Self.batch],
            ])
    }

    @Test func `a command to devices says what it is, of whom, and for how long`() async throws {
        let server = Self.server
        let command = [
            "device", "wipe", Self.id, "--filter", "name eq 'x'", "--expires-in", "1h", "--request-id", "mine",
            "--whole-disk",
        ]
        _ = await Transcript.run(command, server)
        // Other tests ask the same server meanwhile.
        let requests = try server.requests.filter { $0.path == APIRoute.actionBatches }.compactMap(\.body)
            .map { try JSONDecoder().decode(ActionBatchRequest.self, from: Data($0)) }
        #expect(
            requests.contains(
                ActionBatchRequest(
                    action: ActionRequest(kind: "wipe", requestID: "mine", expiresIn: "1h", scope: "wholeDisk"),
                    devices: [DeviceSummary.example.id], filter: "name eq 'x'")))
    }

    @Test func `how the fleet stands`() async throws {
        try await expectTranscript("compliance", [["compliance"], ["compliance", "-o", "json"]])
    }

    @Test func `machines that wait, and hardware that is known before it enrols`() async throws {
        let enrolment = EnrolmentItem.example.id.description
        let hardware = HardwareItem.example.id.description
        try await expectTranscript(
            "enrolment",
            [
                ["enrolment", "list"], ["enrolment", "list", "--all", "-o", "wide"], ["enrolment", "show", enrolment],
                ["enrolment", "approve", enrolment, "--reason", "ticket 42"],
                ["enrolment", "reject", enrolment, "--reason", "not ours"], ["enrolment", "reject", enrolment],
                ["enrolment", "show", "laptop"], ["hardware", "list"], ["hardware", "list", "-o", "wide"],
                ["hardware", "show", hardware], ["hardware", "delete", hardware],
                ["hardware", "import", "-f", "/no/such"], ["device", "block", Self.id, "--reason", "stolen"],
                ["device", "release", Self.id],
            ])
    }

    @Test func `enrolment codes and tokens`() async throws {
        try await expectTranscript(
            "secrets",
            [
                ["enrolment-code", "create", "--uses", "1", "--expires-in", "1h", "--group", "engineering"],
                ["enrolment-code", "list"], ["enrolment-code", "revoke", EnrolmentCodeItem.example.id.description],
                ["token", "create", "ci", "--role", "policyAuthor"], ["token", "list"],
                ["token", "revoke", TokenItem.example.id.description], ["token", "revoke", "ghost"], ["whoami"],
            ])
    }

    @Test func `what people are told`() async throws {
        let notice = NoticeItem.example.id.description
        try await expectTranscript(
            "notice",
            [
                ["notice", "list"], ["notice", "list", "--failed", "--device", "eng-laptop-7", "-o", "wide"],
                ["notice", "show", notice], ["notice", "retry", notice, "--reason", "mended"],
                ["notice", "test", "--channel", "helpdesk-mail", "--to", "ada@example.org"], ["notice", "test"],
                ["secret", "set", "smtp-password", "--file", "/etc/os-release"],
                ["secret", "set", "smtp-password", "--file", "/no/such"], ["secret", "list"],
                ["secret", "delete", "smtp-password"],
            ])
    }

    @Test func `documents`() async throws {
        try await expectTranscript(
            "documents",
            [
                ["get", "app"], ["get", "applications", "wiki", "-o", "wide"],
                ["get", "Application", "wiki", "-o", "yaml"],
                ["describe", "app", "wiki"], ["delete", "app", "wiki"], ["export"], ["get", "gadget"],
                ["delete", "app", "ghost"],
            ])
    }

    @Test func `enforcement points`() async throws {
        try await expectTranscript(
            "enforcement-point",
            [
                ["enforcement-point", "add", "edge-1", "--application", "wiki", "--tls"],
                ["enforcement-point", "list"], ["enforcement-point", "list", "-o", "wide"],
                ["enforcement-point", "revoke", "edge-1", "--serial", EnforcementPointCertificate.example.serial],
                ["enforcement-point", "delete", "edge-1"], ["enforcement-point", "add", "edge-1"],
                ["enforcement-point", "add", "edge-1", "--application", "wiki", "--revoke-others"],
                ["enforcement-point", "add", "edge-1", "--application", "wiki", "--tls", "--socket", "/run/x.sock"],
            ])
    }

    @Test func `decisions and their reasons`() async throws {
        try await expectTranscript(
            "access",
            [
                ["explain", "eng-laptop-7", "--application", "wiki"],
                ["explain", "eng-laptop-7", "--at", "-2d"], ["device", "history", "eng-laptop-7", "--before", "-2d"],
                ["explain", "eng-laptop-7", "--at", "2026-11-20T10:00Z", "--address", "192.0.2.7"],
                ["decisions"], ["decisions", "-o", "wide"],
                ["decisions", DecisionItem.example.id.description],
            ])
    }

    @Test func `what if and dry run`() async throws {
        try await expectTranscript(
            "what-if",
            [
                [
                    "what-if", "--application", "wiki", "--device", Self.id, "--platform", "linux", "--client",
                    "browser", "--address", "192.0.2.7", "--compliance-state", "noncompliant", "--assurance",
                    "agentVerified",
                ],
                ["what-if"], ["what-if", "--application", "wiki", "--client", "telnet"],
                ["delete", "ap", "wiki-compliant", "--dry-run", "--replay", "7d"],
                ["delete", "ap", "wiki-compliant", "--replay", "7d"],
            ])
    }

    @Test func `the audit log`() async throws {
        try await expectTranscript("audit", [["audit", "list"], ["audit", "verify"]])
    }
}
