import Crypto
import CryptoExtras
import GatehouseAuthority
import GatehouseKeys
import GatehouseModel
import GatehouseOpenID
import GatehouseService
import GatehouseStorage
import GatehouseWire
import Testing

/// A client of the token endpoint, as programs are that others wrote.
struct TokenProgram {
    let fixture: Fixture
    let tenant: Tenant
    let client: ClientApplication
    let secret: String

    static let endpointBase = "https://gatehouse.example:8443"

    /// An application with these permissions, which memory knows.
    init(_ fixture: Fixture, name: String = "inventory", permissions: [String] = ["device.read"]) async throws {
        self.fixture = fixture
        tenant = fixture.tenant
        let made = try await fixture.applications.register(
            .init(
                name: name, isConfidential: true, redirectURIs: [], permissions: permissions, delegated: [],
                secretLifetime: .seconds(86_400)), as: fixture.caller(.administrator))
        client = made.application
        secret = try #require(made.secret)
        try await fixture.catchUp()
    }

    var endpoints: ProviderEndpoints { ProviderEndpoints(base: Self.endpointBase, tenant: tenant.id.description) }

    /// The tokens for a form with these fields beside the grant and the scope.
    func ask(
        _ fields: [(String, String)], scope: String = "https://gatehouse.example/.default", of other: Tenant? = nil
    ) async throws -> TokenAnswer {
        let all = [("grant_type", "client_credentials"), ("scope", scope)] + fields
        let form = FormParameters(all.map { FormParameters.Field($0.0, $0.1) })
        return try await fixture.tokenEndpoint.answer(
            GatehouseOpenID.TokenRequest(reading: Array(form.text.utf8)), of: other ?? tenant, at: endpoints)
    }

    /// With the secret, as most do.
    func token(secret other: String? = nil) async throws -> String {
        try await ask([("client_id", client.id.description), ("client_secret", other ?? secret)]).accessToken
    }

    /// With an assertion that `signer` makes, named by the certificate.
    func ask(assertion signer: some JOSESigning, certificate: [UInt8], id: String, audience: String? = nil) async throws
        -> TokenAnswer
    {
        let now = fixture.time.now
        let name = client.id.description
        let claims = ClaimsSet(
            issuer: name, subject: name, audience: [audience ?? endpoints.token], expires: now + .seconds(600),
            notBefore: now, issuedAt: now, id: id)
        let header = JSON.object([
            JSON.Member("alg", .string(signer.algorithm.rawValue)), JSON.Member("typ", .string("JWT")),
            JSON.Member("x5t#S256", .string(Base64.encodeURL(Array(SHA256.hash(data: certificate))))),
        ])
        let input = Base64.encodeURL(header.serialised()) + "." + Base64.encodeURL(claims.json.serialised())
        let token = "\(input).\(Base64.encodeURL(try signer.sign(Array(input.utf8))))"
        return try await ask([
            ("client_id", name), ("client_assertion", token),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ])
    }

    /// The code of the refusal that `body` throws.
    func refusal(_ body: () async throws -> Void) async -> OpenIDError.Code? {
        do {
            try await body()
            return nil
        } catch let error as OpenIDError {
            return error.code
        } catch {
            Issue.record("refused otherwise: \(error)")
            return nil
        }
    }
}

/// PS256 by a key of the test's own.
struct PS256Signer: JOSESigning {
    let keyID = "unused"
    let algorithm = JOSEAlgorithm.ps256
    let key: _RSA.Signing.PrivateKey

    func sign(_ message: [UInt8]) throws -> [UInt8] {
        Array(try key.signature(for: SHA256.hash(data: message), padding: .PSS).rawRepresentation)
    }
}
