import GatehouseFuzzing
import GatehouseModel
import GatehouseWebAuthn
import Testing

@Suite struct CBORTests {
    @Test(arguments: [
        ("00", CBOR.integer(0)), ("17", .integer(23)), ("1818", .integer(24)), ("1903e8", .integer(1000)),
        ("1a000f4240", .integer(1_000_000)), ("1b000000e8d4a51000", .integer(1_000_000_000_000)), ("20", .integer(-1)),
        ("3903e7", .integer(-1000)), ("390100", .integer(-257)), ("4401020304", .bytes([1, 2, 3, 4])),
        ("6161", .text("a")), ("62c3bc", .text("ü")), ("80", .array([])),
        ("83010203", .array([.integer(1), .integer(2), .integer(3)])), ("a0", .map([])),
        ("a201020304", .map([.init(.integer(1), .integer(2)), .init(.integer(3), .integer(4))])),
        ("f4", .boolean(false)),
        ("f5", .boolean(true)), ("f6", .null), ("1b7fffffffffffffff", .integer(.max)),
        ("3b7fffffffffffffff", .integer(.min)),
    ])
    func `the examples of RFC 8949 hold both ways`(hex: String, value: CBOR) throws {
        let bytes = try #require(Hex.decode(hex))
        #expect(try CBOR.decode(bytes) == value)
        #expect(value.encoded() == bytes)
    }

    @Test(arguments: [
        ("1817", WebAuthnError.Code.cborNotCanonical), ("190018", .cborNotCanonical), ("1a0000ffff", .cborNotCanonical),
        ("1b00000000ffffffff", .cborNotCanonical), ("5801ff", .cborNotCanonical), ("7803616263", .cborNotCanonical),
        ("9800", .cborNotCanonical), ("b800", .cborNotCanonical), ("a203000100", .cborNotCanonical),
        ("a220000100", .cborNotCanonical), ("a26262610061620 0", .cborNotCanonical), ("a201000100", .cborDuplicateKey),
        ("a2616100616100", .cborDuplicateKey), ("5f4101ff", .cborIndefinite), ("7f6161ff", .cborIndefinite),
        ("9f01ff", .cborIndefinite), ("bf0101ff", .cborIndefinite), ("ff", .cborIndefinite), ("1c", .cborMalformed),
        ("5e", .cborMalformed), ("c001", .cborUnsupported), ("f93c00", .cborUnsupported),
        ("fa47c35000", .cborUnsupported),
        ("fb3ff199999999999a", .cborUnsupported), ("f7", .cborUnsupported), ("f8ff", .cborUnsupported),
        ("1bffffffffffffffff", .cborUnsupported), ("3bffffffffffffffff", .cborUnsupported),
        ("a1410100", .cborUnsupported), ("a18000", .cborUnsupported), ("61ff", .cborNotUTF8), ("62c328", .cborNotUTF8),
        ("", .cborTruncated), ("18", .cborTruncated), ("4401", .cborTruncated), ("82 01", .cborTruncated),
        ("a101", .cborTruncated), ("5bffffffffffffffff", .cborTruncated), ("9bffffffffffffffff", .cborTruncated),
        ("bb7fffffffffffffff", .cborTruncated), ("0000", .cborTrailingBytes), ("8181818180", .cborTooDeep),
    ])
    func `what is not canonical is refused by its kind`(hex: String, code: WebAuthnError.Code) throws {
        let bytes = try #require(Hex.decode(hex.filter { $0 != " " }))
        let error = #expect(throws: WebAuthnError.self) { try CBOR.decode(bytes) }
        #expect(error?.code == code)
    }

    @Test func `four levels are read and size is limited`() throws {
        #expect(try CBOR.decode([0x81, 0x81, 0x81, 0x80]) == .array([.array([.array([.array([])])])]))
        let error = #expect(throws: WebAuthnError.self) { try CBOR.decode([0, 0, 0], limits: CBOR.Limits(bytes: 2)) }
        #expect(error?.code == .cborTooLarge)
    }

    @Test func `an error names the offset`() {
        let error = #expect(throws: WebAuthnError.self) { try CBOR.decode([0x82, 0x01, 0xC0, 0x01]) }
        #expect(error?.message.contains("byte 2 ") == true)
    }

    @Test func `random bytes are refused, or written again as they were`() throws {
        var random = SeededGenerator(seed: FuzzEffort.seed(0xCB0))
        let seeds = try Vector.all.map(\.attestationObject) + Vector.all.map { try Vector.named($0.name).publicKey }
        var read = 0
        for round in 0..<FuzzEffort.rounds(6000) {
            let bytes = round % 3 == 0 ? random.bytes(upTo: 24) : random.mutated(seeds[round % seeds.count])
            guard let value = try? CBOR.decode(bytes) else { continue }
            read += 1
            #expect(value.encoded() == bytes)
        }
        #expect(read > 50)
    }
}
