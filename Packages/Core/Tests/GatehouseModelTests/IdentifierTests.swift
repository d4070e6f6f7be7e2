import GatehouseFuzzing
import GatehouseModel
import Testing

@Suite struct IdentifierTests {
    @Test func `an identifier is written as a lower-case UUID and reads in any case`() {
        let id = DeviceID(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210)
        #expect(id.description == "01234567-89ab-cdef-fedc-ba9876543210")
        #expect(DeviceID("01234567-89AB-CDEF-FEDC-BA9876543210") == id)
    }

    @Test(arguments: [
        "", "01234567-89ab-cdef-fedc-ba987654321", "01234567-89ab-cdef-fedc-ba98765432100",
        "0123456789abcdeffedcba9876543210", "01234567-89ab-cdef-fedcba-9876543210",
        "g1234567-89ab-cdef-fedc-ba9876543210",
        "{01234567-89ab-cdef-fedc-ba9876543210}", "01234567-89ab-cdef-fedc_ba9876543210",
    ])
    func `what is not a UUID is refused`(text: String) {
        #expect(DeviceID(text) == nil)
    }

    @Test func `random identifiers are of version 4, and read back`() {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<200 {
            let id = TenantID.random(using: &generator)
            #expect(id.high >> 12 & 0xF == 4 && id.low >> 62 == 0b10)
            #expect(TenantID(id.description) == id)
        }
    }

    @Test func `time-ordered identifiers are of version 7 and sort by time`() {
        var generator = SeededGenerator(seed: 7)
        var last: DecisionID?
        for second in 0..<200 {
            let now = Instant(seconds: 1_795_294_585 + Int64(second))
            let id = DecisionID.timeOrdered(at: now, using: &generator)
            #expect(id.high >> 12 & 0xF == 7 && id.low >> 62 == 0b10)
            #expect(id.high >> 16 == UInt64(now.milliseconds))
            if let last { #expect(last < id) }
            last = id
        }
    }
}
