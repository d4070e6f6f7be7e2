import GatehouseAPI
import GatehouseHTTP
import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Hummingbird
import Testing

/// Every route is asked with another tenant's token about what belongs to the first: a route that is added without a
/// word on what of it could be another's fails here.
@Suite struct TwoTenantTests {
    private static let number = 7777
    private static let id = DeviceID.numbered(number).description
    /// In every answer that says anything of the first tenant's rows.
    private static let traces = ["7777", id, Tenant.test.id.description]

    /// What stands for the parameters of each path, in their order: rows of the first tenant.
    private static let identifiers: [String: [String]] = [
        APIRoute.actionBatch: [id], APIRoute.actionBatchApproval: [id], APIRoute.actionBatchCancellation: [id],
        APIRoute.actionBatchRejection: [id], APIRoute.action: [id], APIRoute.actionArtefact: [id],
        APIRoute.actionCancellation: [id], APIRoute.asset: [id], APIRoute.assetMerge: [id], APIRoute.decision: [id],
        APIRoute.clientApplication: ["client-7777"], APIRoute.clientSecrets: ["client-7777"],
        APIRoute.clientSecret: ["client-7777", "secret-7777"], APIRoute.clientCertificates: ["client-7777"],
        APIRoute.clientCertificate: ["client-7777", "7777"], APIRoute.clientGrant: ["client-7777"],
        APIRoute.clientRevocation: ["client-7777"],
        APIRoute.device: [id], APIRoute.deviceActions: [id], APIRoute.deviceBlock: [id],
        APIRoute.deviceCompliance: [id], APIRoute.deviceFacts: [id], APIRoute.deviceHistory: [id],
        APIRoute.deviceIntervals: [id], APIRoute.devicePolicies: [id], APIRoute.deviceRelease: [id],
        APIRoute.deviceRevocation: [id], APIRoute.documents: ["CompliancePolicy"],
        APIRoute.document: ["CompliancePolicy", "policy-7777"],
        APIRoute.documentDevices: ["CompliancePolicy", "policy-7777"],
        APIRoute.enforcementPointRevocation: ["point-7777"], APIRoute.enrolmentCode: [id], APIRoute.enrolment: [id],
        APIRoute.enrolmentApproval: [id], APIRoute.enrolmentRejection: [id], APIRoute.hardwareRecord: [id],
        APIRoute.notice: [id], APIRoute.noticeRetry: [id], APIRoute.script: ["script-7777"],
        APIRoute.scriptApproval: ["script-7777"], APIRoute.scriptRejection: ["script-7777"],
        APIRoute.secret: ["secret-7777"], APIRoute.user: [id], APIRoute.userRoles: [id],
        APIRoute.userSessionRevocation: [id], APIRoute.userGroups: [id], APIRoute.group: ["group-7777"],
        APIRoute.userAccessPass: [id], APIRoute.userSessions: [id], APIRoute.session: [id],
        APIRoute.groupMembers: [id], APIRoute.groupMember: [id, id], APIRoute.token: [id], APIRoute.tenant: ["test"],
        APIRoute.tenantSuspension: ["test"], APIRoute.tenantResumption: ["test"], APIRoute.tenantExport: ["test"],
    ]
    /// Paths with a parameter that answer what they would if nothing were there, which is not 404.
    private static let own: Set<String> = [
        "GET \(APIRoute.documents)", "GET \(APIRoute.deviceIntervals)", "GET \(APIRoute.deviceActions)",
        "POST \(APIRoute.secret)",
    ]

    @Test func `no route answers a tenant from another's rows, or changes one of them`() async throws {
        try await APIFixture.run(others: [.other]) { api in
            try await Self.fill(api)
            let secret = try await api.services.tokens.create(
                Tenant.other.id, name: "other", role: "administrator", lifetime: .seconds(3600), actor: "test"
            ).secret
            let before = try await Self.rows(of: .test, in: api.store)
            for route in try APIFixture.table(api.services).routes {
                guard case .permission(let permission) = route.access else { continue }
                let uri = try #require(Self.uri(of: route), "say in TwoTenantTests whose `\(route.path)` may be")
                let body = try route.body.map { try JSONBody.encode($0.example) }
                let answer = try await api.ask(
                    try #require(HTTPRequest.Method(rawValue: route.method.rawValue)), uri, as: nil,
                    bytes: body.map { Array($0) }, secret: secret)
                let name: Comment = "\(route.method.rawValue) \(uri): \(answer.status) \(answer.text)"
                #expect(answer.status < 500, name)
                if permission.resource == .tenant {
                    #expect(answer.status == 403, name)
                } else if route.path.contains("{"), !Self.own.contains("\(route.method.rawValue) \(route.path)") {
                    #expect(answer.status == 404, name)
                } else {
                    for trace in Self.traces { #expect(!answer.text.contains(trace), name) }
                }
            }
            #expect(try await Self.rows(of: .test, in: api.store) == before)
            #expect(before.values.reduce(0) { $0 + $1.count } > 20, "there was nothing to be seen")
        }
    }

    /// Without this one, rows that nobody has would be the reason that another tenant does not find them.
    @Test func `what another tenant does not see is there: its owner is told of it by every route`() async throws {
        try await APIFixture.run(others: [.other]) { api in
            try await Self.fill(api)
            for route in try APIFixture.table(api.services).routes where route.method == .get {
                guard case .permission(let permission) = route.access else { continue }
                let uri = try #require(Self.uri(of: route))
                let question = Self.questions[route.path] ?? ""
                let isOperators = permission.resource == .tenant && permission.action != .export
                let role: Role = isOperators ? .operator : .administrator
                let answer = try await api.ask(.get, uri + question, as: role)
                let name: Comment = "\(uri)\(question): \(answer.status) \(answer.text.prefix(300))"
                #expect(answer.status == 200, name)
                guard !Self.nameless.contains(route.path), permission.resource != .tenant else { continue }
                #expect(Self.traces.contains { answer.text.contains($0) }, name)
            }
        }
    }

    /// What must be asked for by the query.
    private static let questions = [
        APIRoute.explain: "?device=\(id)&application=wiki-7777"
    ]
    /// What tells of rows without naming any.
    private static let nameless: Set<String> = [APIRoute.compliance, APIRoute.auditVerification, APIRoute.whoAmI]

    @Test func `what a body names is not found in another tenant either`() async throws {
        try await APIFixture.run(others: [.other]) { api in
            try await Self.fill(api)
            let secret = try await api.services.tokens.create(
                Tenant.other.id, name: "other", role: "administrator", lifetime: .seconds(3600), actor: "test"
            ).secret
            let before = try await Self.rows(of: .test, in: api.store)
            let questions: [(HTTPRequest.Method, String, String?)] = [
                (.get, "\(APIRoute.explain)?device=\(Self.id)&application=wiki-7777", nil),
                (.post, APIRoute.whatIf, "{\"application\":\"wiki-7777\",\"device\":\"\(Self.id)\"}"),
                (.post, APIRoute.actionBatches, "{\"kind\":\"sync\",\"devices\":[\"\(Self.id)\"]}"),
                (.post, APIRoute.users, "{\"userName\":\"mine\",\"manager\":\"\(Self.id)\"}"),
                (.post, APIRoute.noticeTests, "{\"channel\":\"channel-7777\",\"recipient\":\"a@example.com\"}"),
            ]
            for (method, uri, body) in questions {
                let answer = try await api.ask(method, uri, as: nil, body: body, secret: secret)
                #expect((400..<500).contains(answer.status), "\(uri): \(answer.status) \(answer.text)")
                #expect(!answer.text.contains("device-7777"), "\(uri): \(answer.text)")
            }
            #expect(try await Self.rows(of: .test, in: api.store) == before)
        }
    }

    private static func uri(of route: Route) -> String? {
        // It makes a secret of the caller's own, which would be found below the first tenant's name.
        if route.path == APIRoute.secret, route.method == .post { return APIRoute.fill(route.path, "mine") }
        var values = identifiers[route.path] ?? []
        guard values.count == route.path.split(separator: "/").count(where: { $0.first == "{" }) else { return nil }
        let parts = route.path.split(separator: "/").map { part in
            part.first == "{" ? values.removeFirst() : String(part)
        }
        return "/" + parts.joined(separator: "/")
    }

    /// A row of each kind that has a path of its own.
    private static func fill(_ api: APIFixture) async throws {
        let device = DeviceID.numbered(number)
        try await api.store.write(Tenant.test.id) { work in
            // What is shown of it is how long it is.
            try work.save(sealedAuthority: Array(repeating: 7, count: 7777), at: .start)
            try work.save(DeviceRecord.numbered(number))
            try work.save(CertificateRecord.numbered(number, of: device))
            try work.save([.known("os.version", .text("7777"))], of: device, receivedAt: .start)
            try work.save(.since(.compliant), of: device, at: .start)
            var disk = RequirementStatus.failing("disk-7777", since: .start)
            try work.save([disk], of: device, at: .start)
            disk.result = .satisfied
            try work.save([disk], of: device, at: .start + .seconds(1))
            try work.append([.numbered(number, device: device)], repeats: [])
            try work.save(ActionBatch.numbered(number))
            var action = DeviceAction.numbered(number, of: device)
            action.batch = .numbered(number)
            try work.save(action)
            try work.save(EnrolmentCode.numbered(number))
            try work.save(EnrolmentApproval.numbered(number))
            try work.save(RegisteredHardware.numbered(number))
            try work.save(APIToken.numbered(number))
            try work.save(
                ClientApplication(
                    id: .numbered(number), name: "client-7777", isConfidential: true, createdAt: .start))
            try work.save(
                Asset(
                    id: .numbered(number), name: "asset-7777", stateSince: .start, sources: [.imported],
                    firstSeen: .start))
            _ = try work.insert(
                Notice(
                    id: .numbered(number), kind: .deviceInGrace, key: "key-7777", createdAt: .start,
                    device: Notice.Subject(id: device, name: "device-7777", platform: .linux), policy: "policy-7777",
                    channels: ["channel-7777"]))
            try work.save(
                StoredArtefact(
                    action: .numbered(number), name: "logs-7777.tar.gz", content: Array("7777".utf8), createdAt: .start)
            )
            var user = User.numbered(number)
            user.displayName = "person-7777"
            try work.save(user)
            try work.save(
                Group(id: .numbered(number), name: "group-7777", membership: .assigned, createdAt: .start))
            try work.add(.user(.numbered(number)), to: .numbered(number))
            try work.insert(
                SignInSession(
                    id: .numbered(number), user: .numbered(number), device: nil, methods: [.passkey],
                    now: APIFixture.now, lifetime: .seconds(86_400), address: "192.0.2.7", userAgent: "browser-7777"),
                hash: "session-7777")
            try work.save(SealedSecret(name: "secret-7777", sealed: [1], updatedAt: .start))
            try work.save(
                PointCertificate(
                    serial: "7777", point: "point-7777", issuedAt: .start, notAfter: .distantFuture))
        }
        _ = try await api.services.documents.apply(
            [DocumentFile(name: "all.yaml", text: documents)], dryRun: false,
            as: Caller(tenant: Tenant.test.id, actor: "test", role: "administrator", ownsServer: true))
    }

    private static let documents = """
        apiVersion: gatehouse/v1
        kind: CompliancePolicy
        metadata: {name: policy-7777}
        spec:
          requirements:
            - {name: no root login, fact: ssh.server.permitRootLogin, notEquals: "yes", remediation: set it to no}
        ---
        apiVersion: gatehouse/v1
        kind: ComplianceScript
        metadata: {name: script-7777}
        spec:
          settings: {Setting: Boolean}
          script: |
            #!/bin/sh
            echo '{"Setting": true}'
        ---
        apiVersion: gatehouse/v1
        kind: Application
        metadata: {name: wiki-7777}
        spec: {}
        ---
        apiVersion: gatehouse/v1
        kind: EnforcementPoint
        metadata: {name: point-7777}
        spec: {applications: [wiki-7777], transport: mutualTLS}
        """

    /// Everything that the tenant has, table by table.
    private static func rows(of tenant: Tenant, in store: any Store) async throws -> [String: [[ExportValue]]] {
        try await store.read(tenant.id) { work in
            var rows: [String: [[ExportValue]]] = [:]
            for table in try work.exportedTables() {
                rows[table] = try work.exportedRows(of: table, after: nil, limit: 1000).rows
            }
            return rows
        }
    }
}
