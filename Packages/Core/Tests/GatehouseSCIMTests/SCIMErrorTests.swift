import GatehouseSCIM
import GatehouseWire
import Testing

@Suite struct SCIMErrorTests {
    @Test func `a refusal is told with the status and word of the RFC`() throws {
        let document = ErrorDocument(SCIMError(.mutability, "the attribute is read-only", path: "id"))
        let expected = try Samples.json(
            #"""
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400","scimType":"mutability",
             "detail":"`id`: the attribute is read-only"}
            """#)
        #expect(document.json == expected)
    }

    @Test func `a resource that is not there has no word in the RFC`() {
        let json = ErrorDocument(status: 404, detail: "there is no such user").json
        #expect(json["scimType"] == nil)
        #expect(json["status"] == .string("404"))
    }

    @Test func `only uniqueness and what is sensitive have another status than 400`() {
        let others = SCIMError.Code.allCases.filter { $0.status != 400 }
        #expect(others == [.uniqueness, .sensitive])
        #expect(SCIMError.Code.uniqueness.status == 409)
        #expect(SCIMError.Code.sensitive.status == 403)
    }

    @Test func `foreign text in a refusal is cut and cannot steer a terminal`() {
        let name = "\u{1B}[2J`" + String(repeating: "x", count: 100)
        let message = Samples.refusal { try SCIMFilter(parsing: #"userName "\#(name)""#) }?.message ?? ""
        #expect(!message.contains("\u{1B}"))
        #expect(message.count < 150)
    }
}
