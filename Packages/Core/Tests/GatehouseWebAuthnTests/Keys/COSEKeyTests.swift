import GatehouseModel
import GatehouseWebAuthn
import Testing

@Suite struct COSEKeyTests {
    @Test(arguments: Vector.accepted)
    func `a key of a vector is kept byte for byte`(vector: Vector) throws {
        #expect(try COSEKey(bytes: vector.publicKey).bytes == vector.publicKey)
    }

    @Test func `each type of key has its algorithm`() {
        #expect(Samples.key.algorithm == .es256)
        #expect(Samples.rsaKey.algorithm == .rs256)
        #expect(Samples.edwardsKey.algorithm == .eddsa)
    }

    private static func ec2(
        type: Int64 = 2, algorithm: Int64 = -7, curve: Int64 = 1, x: Int = 32,
        y: CBOR = .bytes([UInt8](repeating: 1, count: 32)),
        rest: [CBOR.Entry] = []
    ) -> [UInt8] {
        CBOR.map(
            [
                .init(.integer(1), .integer(type)), .init(.integer(3), .integer(algorithm)),
                .init(.integer(-1), .integer(curve)), .init(.integer(-2), .bytes([UInt8](repeating: 1, count: x))),
                .init(.integer(-3), y),
            ] + rest
        ).encoded()
    }

    @Test func `a good point is read`() throws {
        #expect(try COSEKey(bytes: Self.ec2()).algorithm == .es256)
    }

    @Test(arguments: [
        (ec2(type: 3), WebAuthnError.Code.keyUnsupported), (ec2(type: 1), .keyUnsupported),
        (ec2(algorithm: -257), .keyUnsupported), (ec2(algorithm: -8), .keyUnsupported),
        (ec2(algorithm: -35), .keyUnsupported), (ec2(algorithm: -37), .keyUnsupported),
        (ec2(algorithm: -65535), .keyUnsupported), (ec2(curve: 2), .keyUnsupported), (ec2(curve: 8), .keyUnsupported),
        (ec2(x: 31), .keyMalformed), (ec2(x: 33), .keyMalformed), (ec2(y: .bytes([])), .keyMalformed),
        (ec2(y: .boolean(true)), .keyMalformed), (ec2(rest: [.init(.integer(4), .array([]))]), .keyMalformed),
        (ec2(rest: [.init(.integer(2), .bytes([1]))]), .keyMalformed), ([0xA0], .keyMalformed), ([0x80], .keyMalformed),
        ([0x00], .keyMalformed), (ec2() + [0], .cborTrailingBytes),
    ])
    func `what does not fit together is refused`(bytes: [UInt8], code: WebAuthnError.Code) {
        let error = #expect(throws: WebAuthnError.self) { try COSEKey(bytes: bytes) }
        #expect(error?.code == code)
    }

    private static let modulus = [0xB5] + [UInt8](repeating: 0x55, count: 255)

    @Test(arguments: [
        ([0x7F] + [UInt8](repeating: 0x55, count: 255), [1, 0, 1], WebAuthnError.Code.keyTooWeak),
        ([UInt8](repeating: 0xFF, count: 128), [1, 0, 1], .keyTooWeak), ([0] + modulus, [1, 0, 1], .keyMalformed),
        ([], [3], .keyMalformed), (modulus.dropLast() + [0x54], [1, 0, 1], .keyMalformed),
        ([UInt8](repeating: 0xFF, count: 513), [1, 0, 1], .keyMalformed), (modulus, [1], .keyTooWeak),
        (modulus, [2], .keyTooWeak), (modulus, [4], .keyTooWeak), (modulus, [], .keyMalformed),
        (modulus, [0, 1, 0, 1], .keyMalformed), (modulus, [1, 0, 0, 0, 1], .keyMalformed),
    ])
    func `a weak or malformed RSA key is refused`(modulus: [UInt8], exponent: [UInt8], code: WebAuthnError.Code) {
        let error = #expect(throws: WebAuthnError.self) { try COSEKey(.rsa(modulus: modulus, exponent: exponent)) }
        #expect(error?.code == code)
    }

    @Test func `an algorithm that is not supported is named`() {
        let error = #expect(throws: WebAuthnError.self) { try COSEKey(bytes: Self.ec2(algorithm: -36)) }
        #expect(error?.message.contains("ES512 (-36)") == true)
    }

    @Test func `an Ed25519 key of another length is refused`() {
        #expect(throws: WebAuthnError.self) { try COSEKey(.ed25519([UInt8](repeating: 1, count: 57))) }
    }
}
