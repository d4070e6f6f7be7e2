import Foundation
import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import Testing

@testable import GatehouseGateway

/// `examples/nginx` as it stands, under a real nginx with unprivileged workers, asked by curl.
///
/// Without nginx or curl it fails: what is not run shows nothing.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct NginxTests {
    @Test func `a device that may is let through, and the application is told which it is`() async throws {
        try await RunningNginx.with { nginx, gateway in
            let answer = try await nginx.curl("/hello", nginx.device)
            #expect(answer.status == 200)
            #expect(answer.body == "wiki /hello device=\(FakeDecisionPoint.device) token= authorization=\n")
            let asked = try #require(gateway.point.asked.first)
            #expect(asked.point == .proxy)
            #expect(asked.request.application == "wiki")
            #expect(asked.request.credential == .certificate(serial: nginx.serial, issuer: "CN=Test Intermediate"))
            #expect(asked.request.address == .known(IPAddress(v4: 0x7F00_0001)))
            #expect(asked.request.userAgent.hasPrefix("curl/"))
        }
    }

    @Test func `a hundred requests reach the listener over few kept connections`() async throws {
        try await RunningNginx.with { nginx, gateway in
            let before = gateway.listener.totalConnections
            let answer = try await nginx.curl(
                "/page[1-100]", nginx.device + ["-o", "/dev/null", "-w", "%{http_code}\n"])
            let codes = Codes(answer.output)
            #expect(codes.allowed + codes.late == 100 && codes.late <= 5, "\(answer.output)")
            #expect(gateway.listener.totalConnections - before <= 2 + codes.late)
            #expect(gateway.point.asked.count <= 1 + codes.late)
        }
    }

    @Test func `a hundred denials keep their connections too`() async throws {
        try await RunningNginx.with { nginx, gateway in
            let before = gateway.listener.totalConnections
            let answer = try await nginx.curl("/page[1-100]", ["-o", "/dev/null", "-w", "%{http_code}\n"])
            let codes = Codes(answer.output)
            #expect(codes.denied + codes.late == 100 && codes.late <= 5, "\(answer.output)")
            #expect(gateway.listener.totalConnections - before <= 2 + codes.late)
        }
    }

    @Test func `a client cannot forge what only the proxy may say`() async throws {
        try await RunningNginx.with { nginx, gateway in
            let forged = [
                "X-Gatehouse-Client-Verify: SUCCESS", "X-Gatehouse-Client-Serial: 0A",
                "X-Gatehouse-Client-Issuer: CN=Test Intermediate", "X-Gatehouse-Address: 10.0.0.1",
                "X-Gatehouse-Device: 00000000-0000-0000-0000-000000000001", "X_Gatehouse_Client_Verify: SUCCESS",
            ].flatMap { ["-H", $0] }
            #expect(try await nginx.curl("/", forged).status == 403)
            #expect(gateway.point.asked.map(\.request.credential) == [PresentedCredential.none])
            #expect(gateway.point.asked.map(\.request.address) == [.known(IPAddress(v4: 0x7F00_0001))])
            let device = try await nginx.curl("/", nginx.device + forged)
            #expect(device.body.contains("device=\(FakeDecisionPoint.device) "))
            #expect(
                gateway.point.asked.last?.request.credential
                    == .certificate(
                        serial: nginx.serial, issuer: "CN=Test Intermediate"))
        }
    }

    @Test func `a device token is for Gatehouse and never reaches the application`() async throws {
        try await RunningNginx.with { nginx, gateway in
            let answer = try await nginx.curl("/", ["-H", "X-Gatehouse-Token: gtd_secret"])
            #expect(answer.status == 200)
            #expect(answer.body.contains(" token= "))
            let bearer = try await nginx.curl("/", ["-H", "Authorization: Bearer gtd_other"])
            #expect(bearer.status == 200)
            #expect(bearer.body.hasSuffix(" authorization=\n"))
            #expect(gateway.point.asked.map(\.request.credential) == [.token("gtd_secret"), .token("gtd_other")])
        }
    }

    @Test func `what authorizes to the application reaches the application, and not Gatehouse`() async throws {
        try await RunningNginx.with { nginx, gateway in
            let answer = try await nginx.curl("/", nginx.device + ["-H", "Authorization: Basic YTpi"])
            #expect(answer.body.hasSuffix(" authorization=Basic YTpi\n"))
            #expect(
                gateway.point.asked.map(\.request.credential) == [
                    .certificate(serial: nginx.serial, issuer: "CN=Test Intermediate")
                ])
        }
    }

    /// Together three times what the decision listener takes, and all that nginx does.
    @Test func `a client with huge headers is decided on like any other`() async throws {
        try await RunningNginx.with { nginx, gateway in
            let long = String(repeating: "x", count: 6000)
            let huge = [
                "User-Agent: \(long)", "Accept: text/html,\(long)", "Authorization: Bearer gtd_\(long)",
                "X-Gatehouse-Token: gtd_\(long)",
            ]
            for headers in [huge, Array(huge.prefix(3)), ["User-Agent: \u{1}", "Accept: \u{1}"]] {
                let arguments = headers.flatMap { ["-H", $0] }
                #expect(try await nginx.curl("/", nginx.device + arguments).status == 200)
            }
            gateway.point.add(.example(DecisionID(high: 0, low: 4), outcome: .challenge), for: .proxy)
            let denied = try await nginx.curl("/", ["-H", huge[0], "-H", huge[1]])
            #expect(denied.status == 401)
            #expect(denied.type == "text/html; charset=utf-8")
            #expect(gateway.point.asked.allSatisfy { $0.request.userAgent.utf8.count <= 512 })
        }
    }

    @Test(arguments: ["optional", "on"], [RunningNginx.Client.expired, .foreign])
    func `a certificate that does not verify is denied with the reason`(
        _ verify: String, _ client: RunningNginx.Client
    ) async throws {
        try await RunningNginx.with(verify: verify) { nginx, gateway in
            gateway.point.add(.example(DecisionID(high: 0, low: 1)), for: .proxy)
            let page = try await nginx.curl("/", nginx.presenting(client) + ["-H", "Accept: text/html"])
            #expect(page.status == 403)
            #expect(page.type == "text/html; charset=utf-8")
            #expect(page.body.contains("<h1>Access to wiki was denied</h1>"))
            let problem = try await nginx.curl("/", nginx.presenting(client) + ["--data", "a=b"])
            #expect(problem.status == 403)
            #expect(problem.type == "application/problem+json")
            let why = client == .expired ? "certificate has expired" : "certificate signature failure"
            #expect(gateway.point.asked.map(\.request.credential) == [.refused(why)])
            #expect(try await nginx.curl("/", nginx.device).status == 200)
        }
    }

    @Test func `where a certificate is demanded, who has none is told so`() async throws {
        try await RunningNginx.with(verify: "on") { nginx, gateway in
            gateway.point.add(.example(DecisionID(high: 0, low: 1), outcome: .challenge), for: .proxy)
            let answer = try await nginx.curl("/", [])
            #expect(answer.status == 401)
            #expect(answer.type == "application/problem+json")
            #expect(gateway.point.asked.map(\.request.credential) == [PresentedCredential.none])
            let token = try await nginx.curl("/", ["-H", "X-Gatehouse-Token: gtd_secret"])
            #expect(token.status == 403, "a token is no certificate, and this nginx demands one")
        }
    }

    @Test(arguments: ["GET", "POST"])
    func `a person who is denied sees why`(_ method: String) async throws {
        try await RunningNginx.with { nginx, gateway in
            gateway.point.add(.example(DecisionID(high: 0, low: 1), outcome: .challenge), for: .proxy)
            let answer = try await nginx.curl(
                "/", ["-X", method, "-H", "Accept: text/html"] + (method == "POST" ? ["--data", "a=b"] : []))
            #expect(answer.status == 401)
            #expect(answer.type == "text/html; charset=utf-8")
            #expect(answer.body.contains("<h1>Access to wiki needs something more</h1>"))
            #expect(answer.body.contains("Turn on &quot;LUKS&quot;."))
        }
    }

    @Test func `a program that is denied reads why`() async throws {
        try await RunningNginx.with { nginx, gateway in
            gateway.point.add(.example(DecisionID(high: 0, low: 1), outcome: .challenge), for: .proxy)
            let answer = try await nginx.curl("/", ["-H", "Accept: application/json"])
            #expect(answer.status == 401)
            #expect(answer.type == "application/problem+json")
            #expect(answer.body.contains(#""decision":"00000000-0000-0000-0000-000000000001""#))
        }
    }

    @Test func `nobody gets in while Gatehouse is stale`() async throws {
        try await RunningNginx.with { nginx, gateway in
            gateway.point.generation = nil
            let answer = try await nginx.curl("/", nginx.device)
            #expect(answer.status == 503)
            #expect(answer.retryAfter == 5)
            #expect(answer.type == "application/problem+json")
            #expect(answer.body.contains(#""status":503"#))
        }
    }

    @Test func `nobody gets in while Gatehouse is away`() async throws {
        try await RunningNginx.with { nginx, gateway in
            await gateway.listener.close(socket: nginx.socket)
            for client in RunningNginx.Client.allCases {
                let answer = try await nginx.curl("/", nginx.presenting(client) + ["-H", "Accept: text/html"])
                #expect(answer.status == 503)
                #expect(answer.retryAfter == 5)
                #expect(answer.type == "text/html; charset=utf-8")
                #expect(answer.body.contains("<h1>Access cannot be decided at the moment</h1>"))
            }
        }
    }

    @Test func `from another machine nginx asks over mutual TLS, by few kept connections`() async throws {
        try await RunningNginx.with(.mutualTLS(serverName: "localhost")) { nginx, gateway in
            let answer = try await nginx.curl("/hello", nginx.device)
            #expect(answer.status == 200)
            #expect(gateway.point.asked.map(\.point) == [.proxy])
            gateway.point.add(.example(DecisionID(high: 0, low: 2), outcome: .challenge), for: .proxy)
            let denied = try await nginx.curl("/", ["-H", "Accept: text/html"])
            #expect(denied.status == 401)
            #expect(denied.body.contains("<h1>Access to wiki needs something more</h1>"))
            let before = gateway.listener.totalConnections
            let many = try await nginx.curl("/page[1-100]", nginx.device + ["-o", "/dev/null", "-w", "%{http_code}\n"])
            #expect(many.output.split(separator: "\n").filter { $0 == "200" }.count == 100)
            #expect(gateway.listener.totalConnections - before <= 1)
        }
    }

    @Test func `nginx asks nobody who is not the server of the name that it was told`() async throws {
        try await RunningNginx.with(.mutualTLS(serverName: "other.example.org")) { nginx, gateway in
            let answer = try await nginx.curl("/", nginx.device)
            #expect(answer.status == 503)
            #expect(gateway.point.asked.isEmpty)
        }
    }

    @Test func `a proxy whose certificate was revoked lets nobody in, on the connections that it has`() async throws {
        try await RunningNginx.with(.mutualTLS(serverName: "localhost")) { nginx, gateway in
            let before = try await nginx.curl("/", nginx.device)
            #expect(before.status == 200)
            gateway.point.endCertificates(of: .proxy, at: nil)
            let after = try await nginx.curl("/", nginx.device)
            #expect(after.status == 403)
        }
    }

    @Test func `the inner locations cannot be asked from outside`() async throws {
        try await RunningNginx.with { nginx, _ in
            for path in [
                "/_gatehouse/decide", "/_gatehouse/denied", "/_gatehouse/certificate",
                "/_gatehouse/unavailable/page", "/_gatehouse/unavailable/problem",
            ] {
                let answer = try await nginx.curl(path, nginx.device)
                #expect(answer.status == 404)
            }
        }
    }
}

/// How many requests were answered how.
private struct Codes {
    let allowed: Int
    let denied: Int
    /// On a machine that stands still for seconds nginx has no answer in time: it lets nobody in, and ends that
    /// connection.
    let late: Int

    init(_ output: String) {
        let codes = output.split(separator: "\n")
        allowed = codes.count { $0 == "200" }
        denied = codes.count { $0 == "403" || $0 == "401" }
        late = codes.count { $0.hasPrefix("5") }
    }
}
