import GatehouseModel
import GatehousePolicy
import Testing

/// Rules, and the devices that they must match.
private struct FilterVector: Decodable {
    struct Subject: Decodable {
        var device: VectorInput<VectorDevice>
        var isCompliant: VectorInput<Bool>
    }

    struct Refusal: Decodable {
        var offset: Int
        var message: String
    }

    struct Case: Decodable {
        var rule: String
        var canonical: String?
        /// By the subject's name; `"unknown"` where it cannot be known.
        var matches: [String: Answer]?
        var error: Refusal?
    }

    struct Answer: Decodable {
        var value: Bool?

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            value = try? container.decode(Bool.self)
            if value == nil, try container.decode(String.self) != "unknown" {
                throw VectorFile.Malformed(text: "an answer is true, false or \"unknown\"")
            }
        }
    }

    var description: String
    var subjects: [String: Subject]
    var cases: [Case]
}

@Suite struct FilterVectorTests {
    @Test func `every filter vector matches as written`() throws {
        var count = 0
        for (file, vector) in try VectorFile.all(in: "filter", as: FilterVector.self) {
            for test in vector.cases {
                let place: Comment = "\(file): \(test.rule)"
                do {
                    let rule = try FilterExpression(parsing: test.rule)
                    #expect(test.error == nil, place)
                    if let canonical = test.canonical { #expect(rule.canonicalText == canonical, place) }
                    for (name, answer) in test.matches ?? [:] {
                        let subject = try #require(vector.subjects[name], place)
                        let device = try subject.device.read { try $0.device(lastContact: .distantPast) }
                        let found = rule.matches(device, isCompliant: subject.isCompliant.input)
                        #expect(found == answer.value, "\(place), \(name)")
                    }
                } catch let error as FilterError {
                    #expect(error.offset == test.error?.offset, place)
                    #expect(error.message == test.error?.message, place)
                }
                count += 1
            }
        }
        #expect(count >= 40)
    }
}
