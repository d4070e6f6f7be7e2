import GatehouseFuzzing
import GatehouseOpenID
import Testing

@Suite struct FormParametersTests {
    private func read(_ text: String) throws -> FormParameters { try FormParameters(reading: Array(text.utf8)) }

    @Test func `the example of RFC 6749 appendix B holds both ways`() throws {
        let text = "value=+%25%26%2B%C2%A3%E2%82%AC"
        #expect(try read(text)["value"] == " %&+£€")
        #expect(FormParameters([FormParameters.Field("value", " %&+£€")]).text == text)
    }

    @Test func `an empty text has no parameters, and an empty value is none`() throws {
        #expect(try read("").fields.isEmpty)
        #expect(try read("scope=&a=1")["scope"] == nil)
        #expect(try read("token=abc==&a=%00")["token"] == "abc==")
    }

    @Test(arguments: ["a=1&a=2", "a=1&b=2&a=", "a=1&%61=2"])
    func `a parameter twice is refused`(text: String) {
        #expect(refusal { try read(text) } == .parameterRepeated)
    }

    @Test(arguments: [
        "a", "=1", "a=1&", "&a=1", "a=1&&b=2", "a=%", "a=%4", "a=%4g", "a=%ff", "a=%C3", "a=ü", "a=b c", "a=\u{0}",
        "%=1",
    ])
    func `what is not encoded as it must be is refused`(text: String) {
        #expect(refusal { try read(text) } == .formMalformed)
    }

    @Test func `size and number are limited`() throws {
        let many = (0..<64).map { "a\($0)=1" }.joined(separator: "&")
        #expect(try read(many).fields.count == 64)
        #expect(refusal { try read(many + "&b=1") } == .formTooLarge)
        #expect(refusal { try read("a=" + String(repeating: "1", count: 32 << 10)) } == .formTooLarge)
    }

    @Test func `a body must be a form`() {
        let type = "application/x-www-form-urlencoded"
        for fine in [type, "\(type); charset=UTF-8", "Application/X-WWW-Form-Urlencoded"] {
            #expect(refusal { try FormParameters.requireForm(contentType: fine) } == nil)
        }
        for wrong in [nil, "", "application/json", "multipart/form-data; x=\(type)"] {
            #expect(refusal { try FormParameters.requireForm(contentType: wrong) } == .contentTypeWrong)
        }
    }

    @Test func `random fields are read as they were written`() throws {
        var random = SeededGenerator(seed: FuzzEffort.seed(0xF0))
        for _ in 0..<FuzzEffort.rounds(300) {
            let names = Set((0..<Int(random.next() % 5)).map { _ in Int(random.next() % 100) }).sorted()
            let fields = names.map { name in
                FormParameters.Field("n\(name)", String(decoding: random.bytes(upTo: 12), as: UTF8.self))
            }
            #expect(try read(FormParameters(fields).text).fields == fields)
        }
    }
}
