import GatehouseSCIM
import Testing

@Suite struct AttributePathTests {
    @Test(arguments: [
        ("userName", AttributePath("userName")), ("name.familyName", AttributePath("name", "familyName")),
        ("members.$ref", AttributePath("members", "$ref")),
        (
            "urn:ietf:params:scim:schemas:core:2.0:User:userName",
            AttributePath(schema: Samples.userSchema, "userName")
        ),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
            AttributePath(schema: Samples.enterprise, "manager", "value")
        ),
    ])
    func `names are read with schema and part, and written the same`(text: String, expected: AttributePath) throws {
        let path = try #require(AttributePath(text))
        #expect(path == expected)
        #expect(path.description == text)
    }

    @Test(arguments: [
        "", ".", "a.", ".a", "a.b.c", "1a", "a b", "a:b", "urn:", "urn::a", "http:a", "$", "a$", "-a", "ä", "a\u{0}",
        "urn:x:", "urn:x:a.b.c",
    ])
    func `what is no name is refused`(text: String) {
        #expect(AttributePath(text) == nil)
    }
}
