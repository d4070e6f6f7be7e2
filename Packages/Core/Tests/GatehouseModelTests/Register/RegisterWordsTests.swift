import GatehouseModel
import Testing

@Suite struct RegisterWordsTests {
    @Test func `tags are kept in lower case, in order and once`() {
        #expect(Tag.normalised(all: ["Lab", "kiosk", "lab"]) == ["kiosk", "lab"])
    }

    @Test(arguments: ["", "two words", "a,b", "é", "=x", String(repeating: "a", count: 65)])
    func `a word that would need quotes somewhere is no tag`(word: String) {
        #expect(Tag.normalised(word) == nil)
        #expect(Tag.normalised(all: ["good", word]) == nil)
    }

    @Test func `more tags than a thing may have are refused`() {
        #expect(Tag.normalised(all: (0...Tag.most).map { "t\($0)" }) == nil)
    }

    @Test func `an owner is an address in lower case`() {
        #expect(PersonAddress.normalised("Ada@Example.org") == "ada@example.org")
        for text in ["ada", "@example.org", "ada@", "a@b@c", "a b@c", "<a@b>", "a\u{0}@b", "a@b,c@d"] {
            #expect(PersonAddress.normalised(text) == nil)
        }
    }

    @Test(arguments: ["3C:52:82:0A:1B:2C", "3c-52-82-0a-1b-2c", "3c52.820a.1b2c", "3c52820a1b2c"])
    func `a hardware address is read in each usual form`(text: String) {
        #expect(MACAddress(text)?.description == "3c:52:82:0a:1b:2c")
    }

    @Test(arguments: [
        "", "3c:52:82:0a:1b", "3c:52-82:0a:1b:2c", "3c:52:82:0a:1b:2g", "3c5.2820.a1b2c1", "::::::::::::",
    ])
    func `what is no hardware address is refused`(text: String) { #expect(MACAddress(text) == nil) }

    @Test func `an address that somebody chose names nothing in the world`() throws {
        #expect(try #require(MACAddress("3c:52:82:0a:1b:2c")).isUniversal)
        for text in ["02:42:ac:11:00:02", "01:00:5e:00:00:01", "ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00"] {
            #expect(try !#require(MACAddress(text)).isUniversal)
        }
    }

    @Test func `serial numbers are compared by their letters and digits`() {
        #expect(SerialNumber("pf-3x 7k2a") == SerialNumber("PF3X7K2A"))
    }

    @Test(arguments: ["", "abc", "To be filled by O.E.M.", "Default string", "0000000", "None", "123456789"])
    func `what firmware says in place of a serial number is none`(text: String) { #expect(SerialNumber(text) == nil) }

    @Test func `one manufacturer is known by its first word, and an unknown one may be any`() {
        #expect(SerialNumber.canBeOneManufacturer("LENOVO", "Lenovo Group"))
        #expect(SerialNumber.canBeOneManufacturer("", "HP"))
        #expect(!SerialNumber.canBeOneManufacturer("Dell Inc.", "HP"))
    }
}
