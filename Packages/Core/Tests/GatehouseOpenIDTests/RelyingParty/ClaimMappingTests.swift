import GatehouseModel
import GatehouseOpenID
import GatehouseWire
import Testing

@Suite struct ClaimMappingTests {
    @Test func `standard claims say who somebody is`() {
        let values = ClaimMapping().values(of: claims)
        #expect(values[.userName] == "jane")
        #expect(values[.displayName] == "Jane Doe")
        #expect(values[.mail] == "jane@partner.example")
        #expect(values[.department] == nil)
    }

    @Test func `an address that the provider did not check is not believed`() {
        var unchecked = claims
        unchecked.others.removeAll { $0.name == "email_verified" }
        #expect(ClaimMapping().values(of: unchecked)[.mail] == nil)
        #expect(ClaimMapping(requiresVerifiedMail: false).values(of: unchecked)[.mail] == "jane@partner.example")
    }

    @Test func `a user name from an unchecked address is not believed either`() {
        var unchecked = claims
        unchecked.others.removeAll { $0.name == "email_verified" }
        #expect(ClaimMapping(claims: [.userName: "email"]).values(of: unchecked).isEmpty)
    }

    @Test func `other claims can be mapped, and the subject`() {
        var more = claims
        more.others.append(JSON.Member("dept", .string("Sales")))
        let values = ClaimMapping(claims: [.department: "dept", .userName: "sub"]).values(of: more)
        #expect(values == [.department: "Sales", .userName: "248289761001"])
    }

    @Test(arguments: ["", "  ", "a\u{0}b", "line\nbreak", String(repeating: "x", count: 257)])
    func `what does not fit is left out`(text: String) {
        let values = ClaimMapping().values(of: ClaimsSet(others: [JSON.Member("name", .string(text))]))
        #expect(values.isEmpty)
    }

    @Test func `what is no text is left out`() {
        #expect(ClaimMapping().values(of: ClaimsSet(others: [JSON.Member("name", .integer(7))])).isEmpty)
    }

    private var claims: ClaimsSet {
        ClaimsSet(
            subject: "248289761001",
            others: [
                JSON.Member("preferred_username", .string("jane")), JSON.Member("name", .string("Jane Doe")),
                JSON.Member("email", .string("jane@partner.example")), JSON.Member("email_verified", .boolean(true)),
            ])
    }
}
