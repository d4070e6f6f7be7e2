import Crypto
import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import SwiftASN1
import Testing
import X509

@Suite struct CheckedCertificateRequestTests {
    private func code(_ der: [UInt8]) -> KeyError.Code? {
        do {
            _ = try CheckedCertificateRequest(der: der)
            return nil
        } catch {
            return error.code
        }
    }

    private func request(signedBy key: Certificate.PrivateKey) throws -> [UInt8] {
        let request = try CertificateSigningRequest(
            version: .v1, subject: try DistinguishedName { CommonName("x") }, privateKey: key,
            attributes: .init(), signatureAlgorithm: key.fittingAlgorithm)
        var serialiser = DER.Serializer()
        try serialiser.serialize(request)
        return serialiser.serializedBytes
    }

    @Test func `a device's own request is accepted with its key and wishes`() throws {
        let key = DeviceKey()
        let uri = "spiffe://00000000-0000-0001-0000-000000000000/device/00000000-0000-0002-0000-000000000000"
        let der = try makeCertificateRequest(key: key, commonName: "laptop", requestedURIs: [uri])
        let request = try CheckedCertificateRequest(der: der)
        #expect(request.publicKeyDER == key.publicKeyDER)
        #expect(request.requestedSubject == "CN=laptop")
        #expect(request.requestedNames == [uri])
    }

    @Test func `a request without wishes has none`() throws {
        let der = try makeCertificateRequest(key: DeviceKey(), commonName: "laptop")
        #expect(try CheckedCertificateRequest(der: der).requestedNames.isEmpty)
    }

    @Test func `P-384 is strong enough`() throws {
        #expect(code(try request(signedBy: .init(P384.Signing.PrivateKey()))) == nil)
    }

    @Test func `keys of another kind are weak`() throws {
        #expect(code(try request(signedBy: .init(P521.Signing.PrivateKey()))) == .weakKey)
        #expect(code(try request(signedBy: .init(Curve25519.Signing.PrivateKey()))) == .weakKey)
        #expect(code(try #require(Hex.decode(RSARequests.bits1024))) == .weakKey)
        #expect(code(try #require(Hex.decode(RSARequests.bits2048))) == .weakKey)
    }

    @Test func `a signature by another key is no proof of possession`() throws {
        let one = try makeCertificateRequest(key: DeviceKey(), commonName: "laptop")
        let otherKey = DeviceKey().publicKeyDER
        let ownKey = try CheckedCertificateRequest(der: one).publicKeyDER
        let start = try #require(one.indices.first { one[$0...].starts(with: ownKey) })
        var swapped = one
        swapped.replaceSubrange(start..<start + ownKey.count, with: otherKey)
        #expect(code(swapped) == .badSignature)
    }

    @Test func `what is not one DER value is refused`() throws {
        let der = try makeCertificateRequest(key: DeviceKey(), commonName: "laptop")
        #expect(code([]) == .notDER)
        #expect(code(Array("-----BEGIN CERTIFICATE REQUEST-----".utf8)) == .notDER)
        #expect(code(Array(der.dropLast())) == .notDER)
        #expect(code(der + [0]) == .trailingBytes)
        #expect(code([UInt8](repeating: 0x30, count: 8193)) == .tooLarge)
    }

    @Test func `mutated requests never crash and are never accepted under another key`() throws {
        let key = DeviceKey()
        let der = try makeCertificateRequest(key: key, commonName: "laptop")
        for index in der.indices {
            for flip in [0x01, 0x80, 0xFF] as [UInt8] {
                var mutated = der
                mutated[index] ^= flip
                guard let accepted = try? CheckedCertificateRequest(der: mutated) else { continue }
                #expect(accepted.publicKeyDER == key.publicKeyDER)
            }
        }
    }

    @Test func `no mutation of a request crashes its reader`() throws {
        let key = DeviceKey()
        let der = try makeCertificateRequest(key: key, commonName: "laptop")
        var random = SeededGenerator(seed: FuzzEffort.seed(7))
        for _ in 0..<FuzzEffort.rounds(500) {
            var mutated = der
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                let index = Int.random(in: mutated.indices, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: mutated[index] = .random(in: 0...255, using: &random)
                case 1: mutated.remove(at: index)
                default: mutated.insert(.random(in: 0...255, using: &random), at: index)
                }
            }
            guard let accepted = try? CheckedCertificateRequest(der: mutated) else { continue }
            #expect(accepted.publicKeyDER == key.publicKeyDER)
        }
    }
}

extension Certificate.PrivateKey {
    fileprivate var fittingAlgorithm: Certificate.SignatureAlgorithm {
        supportedSignatureAlgorithms.first ?? .ecdsaWithSHA256
    }
}
