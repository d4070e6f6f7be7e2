import GatehouseSCIM
import GatehouseWire
import Testing

@Suite struct FilterParsingTests {
    private func parse(_ text: String) throws -> SCIMFilter { try SCIMFilter(parsing: text) }

    /// RFC 7644 §3.4.2.2, figure 1.
    static let examples = [
        #"userName eq "bjensen""#, #"name.familyName co "O'Malley""#, #"userName sw "J""#,
        #"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J""#, "title pr",
        #"meta.lastModified gt "2011-05-13T04:42:34Z""#, #"meta.lastModified ge "2011-05-13T04:42:34Z""#,
        #"meta.lastModified lt "2011-05-13T04:42:34Z""#, #"meta.lastModified le "2011-05-13T04:42:34Z""#,
        #"title pr and userType eq "Employee""#, #"title pr or userType eq "Intern""#,
        #"schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User""#,
        #"userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")"#,
        #"userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")"#,
        #"userType eq "Employee" and (emails.type eq "work")"#,
        #"userType eq "Employee" and emails[type eq "work" and value co "@example.com"]"#,
        #"emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]"#,
    ]

    @Test(arguments: examples)
    func `the RFC's examples are read, and written so that they read the same`(text: String) throws {
        let filter = try parse(text)
        #expect(try parse(filter.description) == filter)
        #expect(Samples.code { try filter.bound(to: .user) } == nil)
    }

    @Test func `and binds tighter than or, and not tighter than both`() throws {
        let (a, b, c) = (
            SCIMFilter.present(AttributePath("a")), SCIMFilter.present(AttributePath("b")),
            SCIMFilter.present(AttributePath("c"))
        )
        #expect(try parse("a pr or b pr and c pr") == .or([a, .and([b, c])]))
        #expect(try parse("(a pr or b pr) and c pr") == .and([.or([a, b]), c]))
        #expect(try parse("not (a pr) and b pr or c pr") == .or([.and([.not(a), b]), c]))
        #expect(try parse("a pr and (b pr and c pr)") == .and([a, .and([b, c])]))
        #expect(try parse("a pr and b pr and c pr") == .and([a, b, c]))
    }

    @Test func `words are read in any case`() throws {
        #expect(try parse(#"a EQ "x" AND NOT(b PR) Or c Ne TRUE"#) == parse(#"a eq "x" and not (b pr) or c ne true"#))
    }

    @Test(arguments: [
        ("1", JSON.integer(1)), ("-2.5", .number(-2.5)), ("1e3", .number(1000)), ("1E+3", .number(1000)),
        ("true", .boolean(true)), ("false", .boolean(false)), ("null", .null), (#""""#, .string("")),
        (#""a\"b\\ \u00e9\n""#, .string("a\"b\\ é\n")),
    ])
    func `values are those of JSON`(text: String, expected: JSON) throws {
        let filter = try parse("a eq \(text)")
        #expect(filter == .comparison(AttributePath("a"), .eq, expected))
        #expect(try parse(filter.description) == filter)
    }

    @Test func `an attribute may be called like a word of the grammar`() throws {
        #expect(try parse("not pr and and pr or pr pr").description == "not pr and and pr or pr pr")
    }

    @Test(arguments: [
        ("", 0), ("  ", 0), ("userName", 8), ("userName eq", 11), ("eq \"a\"", 3), ("userName eq bjensen", 12),
        ("userName is \"a\"", 9), ("userName eq \"a", 12), ("userName eq 'a'", 12), ("userName eq \"a\" \"b\"", 16),
        ("userName eq \"a\" and", 19), ("(userName pr", 12), ("userName pr)", 11), ("not userName pr", 4),
        ("emails[type pr", 14), ("emails[]", 7), ("emails[a[b pr]]", 8), ("emails[type pr].value", 21),
        ("emails[type pr].1 pr", 15),
        ("a.b.c pr", 0), ("a eq 01", 5), ("a eq 5x", 5), ("a eq \"\\x\"", 5), ("a eq \"\u{1}\"", 5), ("a eq (1)", 5),
        ("http:a pr", 0), ("a ; b", 2), ("a pr xor b pr", 5), ("ä pr", 0), ("a eq .b", 5), ("a eq \"\\", 5),
    ])
    func `what is no filter is refused where it goes wrong`(text: String, offset: Int) {
        let found = Samples.refusal { try parse(text) }
        #expect(found?.code == .invalidFilter)
        #expect(found?.offset == offset, "\(text): \(found?.description ?? "")")
    }

    @Test func `a part after the brackets is asked of the same value`() throws {
        #expect(
            try parse(#"emails[type eq "work"].value co "@x" or a pr"#)
                == parse(#"emails[type eq "work" and value co "@x"] or a pr"#))
        #expect(
            try parse(#"emails[type pr and primary eq true].value pr"#)
                == parse(#"emails[type pr and primary eq true and value pr]"#))
        #expect(try parse("emails[a pr or b pr].c pr") == parse("emails[(a pr or b pr) and c pr]"))
    }

    @Test func `a misspelt operator is told the right one`() {
        #expect(Samples.refusal { try parse("a eqq 1") }?.message.contains("did you mean `eq`?") == true)
    }

    @Test func `depth, length and number of comparisons are limited`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "(", count: depth) + "a pr" + String(repeating: ")", count: depth)
        }
        #expect(try parse(nested(SCIMFilter.deepest)) == parse("a pr"))
        #expect(Samples.code { try parse(nested(SCIMFilter.deepest + 1)) } == .invalidFilter)
        #expect(Samples.code { try parse(String(repeating: "not (", count: 700) + "a pr") } == .invalidFilter)
        let many = Array(repeating: "a pr", count: SCIMFilter.mostComparisons)
        #expect(Samples.code { try parse(many.joined(separator: " or ")) } == nil)
        #expect(Samples.code { try parse((many + ["a pr"]).joined(separator: " or ")) } == .invalidFilter)
        let long = String(repeating: "x", count: SCIMFilter.longest)
        #expect(Samples.refusal { try parse("a eq \"\(long)\"") }?.offset == SCIMFilter.longest)
    }
}
