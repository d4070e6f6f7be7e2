import GatehouseSCIM
import GatehouseWire
import Testing

@Suite struct ListResponseTests {
    private func users() throws -> [AttributeTree] {
        try [
            #""userName":"c","active":true,"emails":[{"value":"z@x"},{"value":"a@x","primary":true}]"#,
            #""userName":"A","active":true,"emails":[{"value":"m@x"}]"#,
            #""userName":"b","active":false,"title":"x""#,
        ].map(Samples.user)
    }

    private func names(_ parameters: [String: String]) throws -> [JSON?] {
        let request = try ListRequest(parameter: { parameters[$0] })
        return try request.response(to: users(), of: .user).resources.map { $0["userName"] }
    }

    private func texts(_ names: String...) -> [JSON?] { names.map { .string($0) } }

    @Test func `the RFC's answer has its members`() throws {
        let response = try ListRequest(
            filter: SCIMFilter(parsing: "active eq true"), startIndex: 2, count: 1,
            selection: .only([AttributePath("userName")])
        ).response(to: users(), of: .user)
        let expected = try Samples.json(
            #"""
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":2,"startIndex":2,
             "itemsPerPage":1,"Resources":[{"schemas":["\#(Samples.userSchema)"],"userName":"A"}]}
            """#)
        #expect(response.json == expected)
    }

    @Test func `an empty answer has an empty list, and the number of all`() throws {
        let response = try ListRequest(count: 0).response(to: users(), of: .user).json
        #expect(response["totalResults"] == .integer(3))
        #expect(response["itemsPerPage"] == .integer(0))
        #expect(response["Resources"] == .array([]))
    }

    @Test func `resources are sorted without regard to case where the schema says so`() throws {
        #expect(try names(["sortBy": "userName"]) == texts("A", "b", "c"))
        #expect(try names(["sortBy": "userName", "sortOrder": "descending"]) == texts("c", "b", "A"))
    }

    @Test func `of several values the primary counts, and what has none is last`() throws {
        #expect(try names(["sortBy": "emails"]) == texts("c", "A", "b"))
        #expect(try names(["sortBy": "emails.value", "sortOrder": "descending"]) == texts("b", "A", "c"))
    }

    @Test func `equal resources stay in their order`() throws {
        #expect(try names(["sortBy": "active"]) == texts("b", "c", "A"))
        #expect(try names(["sortBy": "nickName"]) == texts("c", "A", "b"))
    }

    @Test(arguments: ["shoeSize", "name", "name.x"])
    func `an attribute without order is refused`(name: String) {
        #expect(Samples.code { try names(["sortBy": name]) } == .invalidValue)
    }
}
