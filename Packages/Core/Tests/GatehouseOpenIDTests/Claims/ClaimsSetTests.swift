import GatehouseModel
import GatehouseOpenID
import GatehouseWire
import Testing

@Suite struct ClaimsSetTests {
    private func read(_ text: String) throws -> ClaimsSet { try ClaimsSet(reading: Array(text.utf8)) }

    @Test func `claims are read as they were written`() throws {
        let claims = ClaimsSet(
            issuer: Samples.issuer, subject: "me", audience: ["a", "b"], expires: Samples.now, notBefore: Samples.now,
            issuedAt: Samples.now, id: "1", certificateSHA256: [UInt8](repeating: 8, count: 32),
            others: [JSON.Member("scp", .string("Devices.Read"))])
        #expect(try ClaimsSet(reading: claims.json.serialised()) == claims)
    }

    @Test func `one audience is text, and no claim is empty`() {
        let json = ClaimsSet(issuer: "i", audience: ["a"]).json
        #expect(String(decoding: json.serialised(), as: UTF8.self) == #"{"iss":"i","aud":"a"}"#)
    }

    @Test func `a time may have a fraction`() throws {
        #expect(try read(#"{"exp":1.5}"#).expires == Instant(milliseconds: 1500))
    }

    @Test(arguments: [
        "", "[]", "7", #"{"iss":7}"#, #"{"iss":""}"#, #"{"sub":null}"#, #"{"aud":[]}"#, #"{"aud":[7]}"#, #"{"aud":{}}"#,
        #"{"exp":"1"}"#, #"{"exp":-1}"#, #"{"exp":1e300}"#, #"{"exp":253402300800}"#, #"{"jti":{}}"#,
        #"{"iss":"a","iss":"b"}"#, #"{"cnf":{"x5t#S256":"AAAA"}}"#,
    ])
    func `claims of another type are refused`(text: String) {
        #expect(refusal { try read(text) } == .claimsMalformed)
    }

    @Test(arguments: [
        #"{"cnf":{}}"#, #"{"cnf":{"jkt":"AA"}}"#, #"{"cnf":7}"#, #"{"cnf":{"x5t#S256":"AA","jkt":"AA"}}"#,
    ])
    func `a proof of possession that is not by certificate is refused`(text: String) {
        #expect(refusal { try read(text) } == .confirmationUnsupported)
    }
}
