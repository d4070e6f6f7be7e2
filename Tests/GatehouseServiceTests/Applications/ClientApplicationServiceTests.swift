import GatehouseKeys
import GatehouseModel
import GatehouseService
import Testing

@Suite struct ClientApplicationServiceTests {
    private func registration(
        _ name: String, permissions: [String] = [], isConfidential: Bool = true, redirectURIs: [String] = []
    ) -> ClientApplicationService.Registration {
        .init(
            name: name, isConfidential: isConfidential, redirectURIs: redirectURIs, permissions: permissions,
            delegated: [], secretLifetime: .seconds(60))
    }

    @Test func `a secret is shown once and kept as its hash`() async throws {
        let fixture = try await Fixture()
        let made = try await fixture.applications.register(
            registration("a"), as: fixture.caller(.administrator))
        let secret = try #require(made.secret)
        let kept = try await fixture.applications.show("A", fixture.tenant.id)
        #expect(kept.secrets.map(\.hash) == [Secret.sha256(Array(secret.utf8))])
        #expect(!"\(kept)".contains(secret))
    }

    @Test func `nobody gives an application what they do not have`() async throws {
        let fixture = try await Fixture()
        let weak = Caller(
            tenant: fixture.tenant.id, actor: "app:x", role: "application",
            permissions: [Permission(.clientApplication, .create), Permission(.device, .read)])
        _ = try await fixture.applications.register(registration("small", permissions: ["device.read"]), as: weak)
        for permission in ["device.write", "administrator", "tenant.read", "operator"] {
            let refusal = await fixture.code {
                _ = try await fixture.applications.register(
                    registration("big", permissions: [permission]), as: weak)
            }
            #expect(refusal == .notPermitted)
        }
    }

    @Test func `nobody adds a secret to an application that may do more than they`() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.applications.register(
            registration("big", permissions: ["device.write"]), as: fixture.caller(.administrator))
        let weak = Caller(
            tenant: fixture.tenant.id, actor: "app:x", role: "application",
            permissions: [Permission(.clientApplication, .create), Permission(.device, .read)])
        let refusal = await fixture.code {
            _ = try await fixture.applications.addSecret(to: "big", lifetime: .seconds(60), as: weak)
        }
        #expect(refusal == .notPermitted)
    }

    @Test func `nobody opens another way into an application that may do more than they`() async throws {
        let fixture = try await Fixture()
        let strong = fixture.caller(.administrator)
        _ = try await fixture.applications.register(registration("big", permissions: ["device.write"]), as: strong)
        let weak = Caller(
            tenant: fixture.tenant.id, actor: "app:x", role: "application",
            permissions: [Permission(.clientApplication, .write), Permission(.device, .read)])
        let address = await fixture.code {
            _ = try await fixture.applications.change(
                "big", name: nil, isEnabled: nil, redirectURIs: ["https://evil.example/cb"], as: weak)
        }
        #expect(address == .notPermitted)
        _ = try await fixture.applications.change("big", name: nil, isEnabled: false, redirectURIs: nil, as: weak)
        let again = await fixture.code {
            _ = try await fixture.applications.change("big", name: nil, isEnabled: true, redirectURIs: nil, as: weak)
        }
        #expect(again == .notPermitted)
    }

    @Test(arguments: [
        "http://evil.example/cb", "https://a.example/*", "https://a.example/#x", "javascript:alert(1)",
        "https://u@a.example/",
    ])
    func `an address that could send answers elsewhere is not taken`(address: String) async throws {
        let fixture = try await Fixture()
        let refusal = await fixture.code {
            _ = try await fixture.applications.register(
                registration("a", redirectURIs: [address]), as: fixture.caller(.administrator))
        }
        #expect(refusal == .invalid)
    }

    @Test func `an unknown permission, a taken name, and rights of a public client are refused`() async throws {
        let fixture = try await Fixture()
        let admin = fixture.caller(.administrator)
        _ = try await fixture.applications.register(registration("a"), as: admin)
        let taken = await fixture.code { _ = try await fixture.applications.register(registration("A"), as: admin) }
        #expect(taken == .conflict)
        let unknown = await fixture.code {
            _ = try await fixture.applications.register(registration("b", permissions: ["device.fly"]), as: admin)
        }
        #expect(unknown == .invalid)
        let open = await fixture.code {
            _ = try await fixture.applications.register(
                registration("c", permissions: ["device.read"], isConfidential: false), as: admin)
        }
        #expect(open == .invalid)
    }

    @Test func `each change is in the audit log`() async throws {
        let fixture = try await Fixture()
        let admin = fixture.caller(.administrator)
        _ = try await fixture.applications.register(registration("a"), as: admin)
        _ = try await fixture.applications.addSecret(to: "a", lifetime: .seconds(60), as: admin)
        _ = try await fixture.applications.grant(
            "a", permissions: ["device.read"], delegated: [], isRevocation: false, as: admin)
        try await fixture.applications.delete("a", as: admin)
        let actions = try await fixture.audit.rows(fixture.tenant.id, after: 0, limit: 100).map(\.entry.action)
        #expect(
            actions == [
                "clientApplication.create", "clientApplication.addSecret", "clientApplication.grant",
                "clientApplication.delete",
            ])
    }
}
