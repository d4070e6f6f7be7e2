import GatehouseModel
import Testing

@Suite struct SpellingTests {
    private let words = ["displayName", "deviceId", "deviceOwnership", "isCompliant", "trustType", "eq", "ne"]

    @Test(arguments: [
        ("dispalyName", "displayName"), ("DISPLAYNAM", "displayName"), ("deviceid", "deviceId"),
        ("deviceOwner", "deviceOwnership"), ("isComplaint", "isCompliant"), ("equals", "eq"), ("qe", "eq"),
    ])
    func `a slip finds its word`(slip: String, word: String) {
        #expect(Spelling.nearest(to: slip, among: words) == word)
    }

    @Test(arguments: ["", "x", "platform", "compliance and much more", String(repeating: "a", count: 5000)])
    func `what is near nothing finds nothing`(word: String) {
        #expect(Spelling.nearest(to: word, among: words) == nil)
    }
}
