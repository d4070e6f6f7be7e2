import GatehouseWebAuthn
import Testing

@Suite struct AttestationObjectTests {
    private static let good: [CBOR.Entry] = [
        .init(.text("fmt"), .text("none")), .init(.text("attStmt"), .map([])), .init(.text("authData"), .bytes([1])),
    ]

    @Test func `the three members are read`() throws {
        let object = try AttestationObject(bytes: CBOR.map(Self.good).encoded())
        #expect(object.format == "none" && object.authenticatorData == [1])
        #expect(try object.attestationStatement() == .none)
    }

    @Test(arguments: [
        CBOR.map([]), .map(Array(good.dropLast())), .map(good + [.init(.text("x"), .null)]), .array([]),
        .map(Array(good.dropLast()) + [.init(.text("authData"), .text(""))]),
        .map(Array(good.dropFirst()) + [.init(.text("fmt"), .integer(1))]),
    ])
    func `any other item is refused`(item: CBOR) {
        let error = #expect(throws: WebAuthnError.self) { try AttestationObject(bytes: item.encoded()) }
        #expect(error?.code == .attestationObjectMalformed)
    }

    @Test func `members out of order are refused`() throws {
        let bytes = CBOR.map(Self.good).encoded()
        let data: [UInt8] = CBOR.text("authData").encoded() + [0x41, 1]
        let swapped = [bytes[0]] + data + bytes[1..<(bytes.count - data.count)]
        let error = #expect(throws: WebAuthnError.self) { try AttestationObject(bytes: swapped) }
        #expect(error?.code == .cborNotCanonical)
    }
}
