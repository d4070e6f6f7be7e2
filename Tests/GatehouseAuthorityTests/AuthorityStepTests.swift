import Crypto
import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseService
import SwiftASN1
import Testing
import X509

@testable import GatehouseAuthority

/// What becomes of certificates and scripts when the keys behind them change.
struct AuthorityStepTests {
    private let tenant = TenantID.random()
    private let now = Instant(seconds: 1_800_000_000)
    private let before: AuthorityMaterial

    init() throws { before = try AuthorityMaterial.fresh(tenant: tenant, now: now) }

    private func after(_ steps: AuthorityStep...) throws -> AuthorityMaterial {
        var material = before
        for step in steps { _ = try material.take(step, tenant: tenant, now: now) }
        return material
    }

    private func authority(_ material: AuthorityMaterial) throws -> TenantAuthority {
        try TenantAuthority(material, tenant: tenant)
    }

    private func point(_ authority: TenantAuthority) throws -> (chain: String, certificate: Certificate) {
        let issued = try authority.issueEnforcementPointCertificate(
            tenant: tenant, name: "edge", lifetime: .seconds(86_400), now: now)
        let pem = issued.certificate.chain
        return (pem, try leaf(pem))
    }

    private func leaf(_ chain: String) throws -> Certificate {
        let end = "-----END CERTIFICATE-----"
        return try Certificate(pemEncoded: (chain.components(separatedBy: end).first ?? "") + end + "\n")
    }

    private func refusal(_ body: () throws -> Void) -> AuthorityError.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? AuthorityError)?.code
        }
    }

    @Test func `a fresh issuing key issues, and what the former one issued is taken until it is retired`() throws {
        let (old, new) = (try authority(before), try authority(try after(.rotateIssuing)))
        let (earlier, later) = (try point(old), try point(new))
        #expect(new.root == old.root)
        #expect(new.issuerName != old.issuerName, "proxies tell by the issuer's name whether a certificate counts")
        #expect(new.issuerNames == [old.issuerName, new.issuerName])
        #expect(new.intermediate != old.intermediate)
        #expect(new.hasIssued(earlier.certificate) && new.hasIssued(later.certificate))
        #expect(!old.hasIssued(later.certificate))
        #expect(new.chains.contains(old.intermediate))
        let retired = try authority(try after(.rotateIssuing, .retireIssuing(isAtOnce: true)))
        #expect(retired.issuerNames == [retired.issuerName])
        #expect(!retired.hasIssued(earlier.certificate))
        #expect(!retired.chains.contains(old.intermediate))
    }

    @Test func `a node that has not heard of a rotation tells a newer issuer from a foreign or a retired one`() throws {
        let (old, new) = (try authority(before), try authority(try after(.rotateIssuing)))
        let (earlier, later) = (try point(old).certificate, try point(new).certificate)
        let retired = try authority(try after(.rotateIssuing, .retireIssuing(isAtOnce: true)))
        #expect(old.standing(of: later) == .notKnownYet)
        #expect(new.standing(of: earlier) == .current && new.standing(of: later) == .current)
        #expect(retired.standing(of: earlier) == .retired)
        let stranger = try TenantAuthority.fresh(tenant: .random(), now: now)
        let theirs = try stranger.issueEnforcementPointCertificate(
            tenant: stranger.tenant, name: "edge", lifetime: .seconds(86_400), now: now)
        #expect(new.standing(of: try leaf(theirs.certificate.chain)) == .foreign)
    }

    @Test func `a device believes the signer of scripts that its own issuer certified`() throws {
        let (old, new) = (try authority(before), try authority(try after(.rotateIssuing, .rotateScripts)))
        for (chain, issuer) in [(try point(old).chain, old), (try point(new).chain, new)] {
            let signer = try leaf(new.scriptSigner(tenant: tenant, for: chain, now: now))
            #expect(issuer.issuing.certificate.publicKey.isValidSignature(signer.signature, for: signer))
            #expect(signer.publicKey == Certificate.PublicKey(new.scriptKey.publicKey))
        }
    }

    @Test func `what a former key signed is signed anew, and not after it is retired`() throws {
        let statement: [UInt8] = [1, 2, 3]
        let kept = try authority(before).signScript(statement, tenant: tenant)
        let new = try authority(try after(.rotateScripts))
        let current = try new.currentSignature(kept, of: statement, tenant: tenant)
        let signature = try P256.Signing.ECDSASignature(derRepresentation: current)
        #expect(new.scriptKey.publicKey.isValidSignature(signature, for: statement))
        #expect(try new.currentSignature(current, of: statement, tenant: tenant) == current)
        #expect(refusal { _ = try new.currentSignature(kept, of: [1, 2], tenant: tenant) } == .refused)
        let foreign = try P256.Signing.PrivateKey().signature(for: statement).derRepresentation
        #expect(refusal { _ = try new.currentSignature(Array(foreign), of: statement, tenant: tenant) } == .refused)
        let retired = try authority(try after(.rotateScripts, .retireScripts))
        #expect(refusal { _ = try retired.currentSignature(kept, of: statement, tenant: tenant) } == .refused)
    }

    @Test func `a next root is given out before it signs, and then signs alone`() throws {
        var material = try after(.beginRoot)
        let (old, overlap) = (try authority(before), try authority(material))
        #expect(overlap.root == old.root)
        #expect(overlap.roots.hasPrefix(old.root) && overlap.roots != old.root)
        #expect(overlap.intermediate == old.intermediate)
        _ = try material.take(.finishRoot(isAtOnce: false), tenant: tenant, now: now + AuthorityStep.overlap)
        let new = try authority(material)
        #expect(overlap.roots == old.root + new.root, "whoever was told of both trusts the new one")
        #expect(new.roots == new.root)
        #expect(new.issuing.isIssued(by: new.rootAuthority))
        let earlier = try point(old)
        #expect(new.hasIssued(earlier.certificate))
        #expect(new.chains.contains(old.root), "what it issued is let in by the handshake too")
        _ = try material.take(.retireIssuing(isAtOnce: true), tenant: tenant, now: now)
        #expect(try authority(material).chains == new.root + new.intermediate)
    }

    @Test func `a next root that was cancelled is given out no more, and leaves all as it was`() throws {
        let (old, cancelled) = (try authority(before), try authority(try after(.beginRoot, .cancelRoot)))
        #expect(cancelled.roots == old.roots)
        #expect(cancelled.chains == old.chains)
        #expect(cancelled.rootAuthority.key != nil)
        #expect(try after(.beginRoot, .cancelRoot, .beginRoot).nextRoot != nil, "another may be made")
        #expect(refusal { _ = try after(.beginRoot, .cancelRoot, .finishRoot(isAtOnce: true)) } == .refused)
    }

    @Test func `the root's key can be kept elsewhere, and what needs it is refused until it is back`() throws {
        var material = before
        let key = try #require(try material.take(.copyRootKey, tenant: tenant, now: now))
        #expect(material.overview.holdsRootKey, "it leaves once somebody shows that they have it")
        #expect(refusal { _ = try material.take(.removeRootKey(key + " "), tenant: tenant, now: now) } == .refused)
        _ = try material.take(.removeRootKey(key), tenant: tenant, now: now)
        #expect(!material.overview.holdsRootKey)
        #expect(try authority(material).rootAuthority.key == nil)
        for step in [AuthorityStep.rotateIssuing, .copyRootKey, .removeRootKey(key)] {
            #expect(refusal { _ = try material.take(step, tenant: tenant, now: now) } == .refused)
        }
        let other = try AuthorityMaterial.fresh(tenant: tenant, now: now).rootKey ?? ""
        #expect(refusal { _ = try material.take(.putRootKey(other), tenant: tenant, now: now) } == .refused)
        _ = try material.take(.putRootKey(key), tenant: tenant, now: now)
        _ = try material.take(.rotateIssuing, tenant: tenant, now: now)
        #expect(material.overview.holdsRootKey)
    }

    @Test func `steps out of their order are refused`() throws {
        #expect(refusal { _ = try after(.finishRoot(isAtOnce: true)) } == .refused)
        #expect(refusal { _ = try after(.cancelRoot) } == .refused)
        #expect(refusal { _ = try after(.beginRoot, .finishRoot(isAtOnce: true), .cancelRoot) } == .refused)
        #expect(refusal { _ = try after(.beginRoot, .beginRoot) } == .refused)
        #expect(refusal { _ = try after(.beginRoot, .copyRootKey) } == .refused)
    }

    @Test func `an overview has every certificate and no key`() throws {
        let overview = try after(.rotateIssuing, .rotateScripts, .beginRoot).overview
        #expect(overview.certificates.map(\.role) == [.root, .nextRoot, .issuing, .former])
        #expect(overview.formerScriptKeys == 1)
        #expect(!"\(overview)".contains("PRIVATE"))
    }

    @Test func `a root takes over, and a former key is retired, once every device had time to hear of it`() throws {
        let steps: [(AuthorityMaterial, AuthorityStep, AuthorityStep)] = [
            (try after(.beginRoot), .finishRoot(isAtOnce: false), .finishRoot(isAtOnce: true)),
            (try after(.rotateIssuing), .retireIssuing(isAtOnce: false), .retireIssuing(isAtOnce: true)),
        ]
        for (material, waiting, hurried) in steps {
            var material = material
            let early = now + AuthorityStep.overlap - .seconds(1)
            #expect(refusal { _ = try material.take(waiting, tenant: tenant, now: early) } == .refused)
            var other = material
            _ = try other.take(hurried, tenant: tenant, now: early)
            _ = try material.take(waiting, tenant: tenant, now: now + AuthorityStep.overlap)
        }
    }

    @Test func `no former key is forgotten without being asked for`() throws {
        var (issuing, scripts) = (before, before)
        for _ in 0..<8 {
            _ = try issuing.take(.rotateIssuing, tenant: tenant, now: now)
            _ = try scripts.take(.rotateScripts, tenant: tenant, now: now)
        }
        #expect(refusal { _ = try issuing.take(.rotateIssuing, tenant: tenant, now: now) } == .refused)
        #expect(refusal { _ = try scripts.take(.rotateScripts, tenant: tenant, now: now) } == .refused)
    }

    @Test func `a certificate that ends with its root is left as it is`() throws {
        let root = try authority(before).rootAuthority
        var last = before
        last.intermediate = try CertificateAuthority.intermediate(
            tenant: tenant, key: .init(pemRepresentation: before.intermediateKey), root: root,
            now: root.notAfter - .seconds(90 * 86_400))
        #expect(try authority(last).issuing.notAfter == root.notAfter)
        #expect(try last.renewed(authority(last), now: root.notAfter - .seconds(30 * 86_400)) == nil)
    }

    @Test func `a certificate that is renewed keeps the name of its key`() throws {
        let old = try authority(before)
        let late = old.issuing.notAfter - .seconds(86_400)
        let renewed = try authority(try #require(try before.renewed(old, now: late)))
        #expect(renewed.issuerName == old.issuerName && renewed.intermediate != old.intermediate)
        #expect(renewed.hasIssued(try point(old).certificate))
    }
}
