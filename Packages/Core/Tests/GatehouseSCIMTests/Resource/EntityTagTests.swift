import GatehouseSCIM
import Testing

@Suite struct EntityTagTests {
    @Test func `a version is weak`() {
        #expect(EntityTag(42).description == "W/\"42\"")
        #expect(EntityTag("3694e05e9dff590")?.description == "W/\"3694e05e9dff590\"")
        #expect(EntityTag("a\"b") == nil)
        #expect(EntityTag("a b") == nil)
        #expect(EntityTag("a,b") == nil)
    }

    @Test(arguments: [
        ("W/\"7\"", true), ("\"7\"", true), ("*", true), ("W/\"6\", W/\"7\"", true), ("W/\"8\"", false),
        ("\"77\"", false),
    ])
    func `a condition names the versions that it means`(header: String, matches: Bool) throws {
        #expect(try #require(EntityTagCondition(header)).matches(EntityTag(7)) == matches)
    }

    @Test func `a change without a condition has none`() throws {
        #expect(try EntityTagCondition.required(byIfMatch: nil) == nil)
        #expect(try EntityTagCondition.required(byIfMatch: "*") == .any)
    }

    @Test func `nothing matches a resource that does not exist`() throws {
        #expect(try !#require(EntityTagCondition("*")).matches(nil))
    }

    @Test(arguments: [
        "", "7", "W/7", "\"7", "\"", "W/\"7\" W/\"8\"", "*, \"7\"", String(repeating: "\"7\",", count: 40),
    ])
    func `what is no list of tags is refused`(header: String) {
        #expect(EntityTagCondition(header) == nil)
        #expect(Samples.code { try EntityTagCondition.required(byIfMatch: header) } == .invalidValue)
    }
}
