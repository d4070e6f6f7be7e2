import Foundation
import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import Testing

@testable import GatehouseGateway

/// `examples/nginx/gatehouse.conf` as it stands, under a real nginx, asked by curl.
@Suite(.serialized, .enabled(if: RunningNginx.isInstalled), .timeLimit(.minutes(2)))
struct NginxTests {
    @Test func `a device that may is let through, and the application is told which it is`() async throws {
        try await RunningNginx.with { nginx, gateway in
            let answer = try await nginx.curl("/hello", nginx.device)
            #expect(answer.status == 200)
            #expect(answer.body == "wiki /hello device=\(FakeDecisionPoint.device) token=\n")
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
            #expect(answer.output.split(separator: "\n").filter { $0 == "200" }.count == 100)
            #expect(gateway.listener.totalConnections - before <= 2)
            #expect(gateway.point.asked.count == 1)
        }
    }

    @Test func `a hundred denials keep their connections too`() async throws {
        try await RunningNginx.with { nginx, gateway in
            let before = gateway.listener.totalConnections
            let answer = try await nginx.curl("/page[1-100]", ["-o", "/dev/null", "-w", "%{http_code}\n"])
            #expect(answer.output.split(separator: "\n").filter { $0 == "403" || $0 == "401" }.count == 100)
            #expect(gateway.listener.totalConnections - before <= 2)
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
            #expect(answer.body.hasSuffix("token=\n"))
            #expect(gateway.point.asked.map(\.request.credential) == [.token("gtd_secret")])
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
            #expect(answer.body.hasPrefix("Access cannot be decided"))
        }
    }

    @Test func `nobody gets in while Gatehouse is away`() async throws {
        try await RunningNginx.with { nginx, gateway in
            await gateway.listener.close(socket: gateway.socket)
            let answer = try await nginx.curl("/", nginx.device)
            #expect(answer.status == 503)
        }
    }

    @Test func `the inner locations cannot be asked from outside`() async throws {
        try await RunningNginx.with { nginx, _ in
            for path in ["/_gatehouse/decide", "/_gatehouse/denied", "/_gatehouse/unavailable"] {
                let answer = try await nginx.curl(path, nginx.device)
                #expect(answer.status == 404)
            }
        }
    }
}
