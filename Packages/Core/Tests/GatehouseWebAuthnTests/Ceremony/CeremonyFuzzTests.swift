import GatehouseFuzzing
import GatehouseWebAuthn
import Testing

/// Changed bits and bytes: refused without a crash, and never verified where they are signed.
@Suite struct CeremonyFuzzTests {
    private static let signed = Vector.accepted.filter { $0.format != "none" }

    /// Only what a key or a certificate attests, and only chains of certificates that are known.
    @discardableResult
    private func register(
        _ vector: Vector, clientData: [UInt8]? = nil, object: [UInt8]? = nil
    ) throws -> RegisteredCredential {
        let response = try VectorTests.registration(vector, clientData: clientData, object: object)
        let policy = AttestationPolicy(
            acceptsNone: false, acceptsSelfAttestation: true, acceptsUntrustedCertificates: false)
        return try VectorTests.register(vector, response, policy: policy)
    }

    private func flips(_ bytes: [UInt8], _ random: inout SeededGenerator, _ rounds: Int) -> [[UInt8]] {
        let bits = bytes.count * 8
        let chosen = bits <= rounds ? Array(0..<bits) : (0..<rounds).map { _ in Int(random.next() % UInt64(bits)) }
        return chosen.map { bit in
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            return flipped
        }
    }

    @Test(arguments: signed)
    func `a flipped bit in a signed registration never verifies`(vector: Vector) throws {
        try register(vector)
        var random = SeededGenerator(seed: FuzzEffort.seed(0xF11B))
        for object in flips(vector.attestationObject, &random, FuzzEffort.rounds(300)) {
            #expect(throws: WebAuthnError.self) { try register(vector, object: object) }
        }
        for clientData in flips(vector.clientData, &random, FuzzEffort.rounds(150)) {
            #expect(throws: WebAuthnError.self) {
                try register(vector, clientData: clientData)
            }
        }
    }

    @Test(arguments: Vector.accepted.filter { !$0.name.contains("crossOrigin") })
    func `a flipped bit in a signed authentication never verifies`(vector: Vector) throws {
        let record = try VectorTests.register(vector).record
        var random = SeededGenerator(seed: FuzzEffort.seed(0xF11C))
        for data in flips(vector.authenticatorData, &random, FuzzEffort.rounds(300)) {
            #expect(throws: WebAuthnError.self) { try VectorTests.authenticate(vector, by: record, data: data) }
        }
        for clientData in flips(vector.authenticationClientData, &random, FuzzEffort.rounds(100)) {
            #expect(throws: WebAuthnError.self) {
                try VectorTests.authenticate(vector, by: record, clientData: clientData)
            }
        }
        for signature in flips(vector.signature, &random, FuzzEffort.rounds(100)) {
            #expect(throws: WebAuthnError.self) {
                try VectorTests.authenticate(vector, by: record, signature: signature)
            }
        }
    }

    @Test func `mutated registrations are refused without a crash`() {
        var random = SeededGenerator(seed: FuzzEffort.seed(0xA77E))
        for round in 0..<FuzzEffort.rounds(1500) {
            let vector = Self.signed[round % Self.signed.count]
            let object = random.mutated(vector.attestationObject)
            guard (try? register(vector, object: object)) != nil else { continue }
            #expect(object == vector.attestationObject)
        }
    }

    @Test func `mutated structures and random bytes are refused or read without a crash`() throws {
        var random = SeededGenerator(seed: FuzzEffort.seed(0x0DD))
        var read = 0
        for round in 0..<FuzzEffort.rounds(4000) {
            let vector = Vector.all[round % Vector.all.count]
            let object = try AttestationObject(bytes: vector.attestationObject)
            let data = round % 4 == 0 ? random.bytes(upTo: 200) : random.mutated(object.authenticatorData)
            if (try? AuthenticatorData(bytes: data)) != nil { read += 1 }
            if let key = try? COSEKey(bytes: random.mutated(vector.publicKey)) {
                read += 1
                #expect((try? COSEKey(bytes: key.bytes)) == key)
            }
            if (try? ClientData(bytes: random.mutated(vector.clientData))) != nil { read += 1 }
            _ = try? AttestationObject(bytes: random.mutated(vector.attestationObject)).attestationStatement()
        }
        #expect(read > 100)
    }

    @Test func `mutated JSON of the browser is refused or read without a crash`() {
        var random = SeededGenerator(seed: FuzzEffort.seed(0x150A))
        let (registration, authentication) = (
            TestAuthenticator().registrationJSON(), TestAuthenticator().authenticationJSON()
        )
        var read = 0
        for _ in 0..<FuzzEffort.rounds(2000) {
            if (try? RegistrationResponse(bytes: random.mutated(registration))) != nil { read += 1 }
            if (try? AuthenticationResponse(bytes: random.mutated(authentication))) != nil { read += 1 }
        }
        #expect(read > 20)
    }
}
