import GatehouseSCIM
import GatehouseWire
import Testing

@Suite struct ListRequestTests {
    private func request(_ parameters: [String: String]) throws -> ListRequest {
        try ListRequest(parameter: { parameters[$0] })
    }

    @Test func `without parameters the first page is asked for`() throws {
        #expect(try request([:]) == ListRequest())
        #expect(try request(["filter": "", "count": ""]) == ListRequest())
    }

    @Test func `parameters are read`() throws {
        let found = try request([
            "filter": #"userName sw "J""#, "sortBy": "name.familyName", "sortOrder": "Descending", "startIndex": "11",
            "count": "10", "attributes": "userName",
        ])
        #expect(found.filter?.description == #"userName sw "J""#)
        #expect(found.sort == SortOrder(AttributePath("name", "familyName"), isAscending: false))
        #expect(found.startIndex == 11)
        #expect(found.count == 10)
        #expect(found.selection == .only([AttributePath("userName")]))
    }

    @Test(arguments: [("0", "-5", 1, 0), ("-3", "0", 1, 0), ("5", "100000", 5, 200)])
    func `indices out of bounds are brought within them`(start: String, count: String, first: Int, most: Int) throws {
        let found = try request(["startIndex": start, "count": count])
        #expect(found.startIndex == first)
        #expect(found.count == most)
    }

    @Test(arguments: [
        (["startIndex": "x"], SCIMError.Code.invalidValue), (["count": "1.5"], .invalidValue),
        (["count": "99999999999999999999"], .invalidValue), (["filter": "x"], .invalidFilter),
        (["sortBy": "a.b.c"], .invalidValue), (["sortBy": "a", "sortOrder": "up"], .invalidValue),
        (["attributes": "a", "excludedAttributes": "b"], .invalidValue),
    ])
    func `what cannot be read is refused`(parameters: [String: String], code: SCIMError.Code) {
        #expect(Samples.code { try request(parameters) } == code)
    }

    @Test func `the RFC's search by POST is read`() throws {
        let found = try ListRequest(
            json: Samples.json(
                #"""
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
                 "attributes":["displayName","userName"],"filter":"displayName sw \"smith\"","startIndex":1,"count":10}
                """#))
        #expect(found.count == 10)
        #expect(found.selection == .only([AttributePath("displayName"), AttributePath("userName")]))
        #expect(found.filter?.description == #"displayName sw "smith""#)
    }

    @Test(arguments: [
        #"{"filter":"a pr"}"#, #"{"schemas":["\#(ListRequest.schema)"],"count":"1"}"#,
        #"{"schemas":["\#(ListRequest.schema)"],"filter":1}"#,
        #"{"schemas":["\#(ListRequest.schema)"],"attributes":"a"}"#,
        #"{"schemas":["\#(ListRequest.schema)"],"attributes":[1]}"#,
    ])
    func `a search that is none is refused`(text: String) {
        #expect(Samples.code { try ListRequest(json: Samples.json(text)) } != nil)
    }

    @Test(arguments: [(1, 2, 5, 0..<2), (5, 2, 5, 4..<5), (6, 2, 5, 5..<5), (1, 0, 5, 0..<0), (99, 2, 0, 0..<0)])
    func `a page is a part of the whole`(start: Int, count: Int, total: Int, expected: Range<Int>) {
        #expect(ListRequest(startIndex: start, count: count).page(of: total) == expected)
    }

    @Test func `the largest index is harmless`() {
        #expect(ListRequest(startIndex: .max, count: .max).page(of: 3).isEmpty)
    }
}
