import GatehouseTPM
import Testing

@Suite struct EventLogTests {
    private let register7 = PCRPosition(hash: .sha256, register: 7)

    @Test func `a register is replayed to what a TPM held after the same measurement`() throws {
        var writer = LogWriter()
        writer.add(7, .separator, [], digest: Captured.register7Event)
        let values = try #require(try EventLog(bytes: writer.bytes).replay(.sha256, referenceDigest))
        #expect(values[register7] == Captured.register7)
        #expect(values[PCRPosition(hash: .sha256, register: 1)] == [UInt8](repeating: 0, count: 32))
        #expect(values[PCRPosition(hash: .sha256, register: 17)] == nil)
    }

    @Test func `an event that only says something extends nothing`() throws {
        var writer = LogWriter()
        writer.add(7, .noAction, [1, 2, 3])
        let values = try #require(try EventLog(bytes: writer.bytes).replay(.sha256, referenceDigest))
        #expect(values[register7] == [UInt8](repeating: 0, count: 32))
    }

    @Test func `the locality that started the TPM is the first value of register 0`() throws {
        var writer = LogWriter()
        writer.add(0, .noAction, Array("StartupLocality".utf8) + [0, 3])
        let values = try #require(try EventLog(bytes: writer.bytes).replay(.sha256, referenceDigest))
        #expect(values[PCRPosition(hash: .sha256, register: 0)] == [UInt8](repeating: 0, count: 31) + [3])
    }

    @Test func `a bank without digests is not replayed`() throws {
        var writer = LogWriter()
        writer.add(7, .separator, [0, 0, 0, 0])
        #expect(try EventLog(bytes: writer.bytes).replay(.sha384, referenceDigest) == nil)
    }

    @Test(arguments: [([1], true), ([0], false)] as [([UInt8], Bool)])
    func `Secure Boot is what firmware measured of it`(_ data: [UInt8], _ isOn: Bool) throws {
        var writer = LogWriter()
        writer.add(7, .variableDriverConfiguration, LogWriter.variable("SecureBoot", data))
        #expect(try EventLog(bytes: writer.bytes).secureBootIsOn(.sha256, referenceDigest) == isOn)
    }

    @Test func `Secure Boot is not what somebody measured after the firmware`() throws {
        var writer = LogWriter()
        writer.add(7, .separator, [0, 0, 0, 0])
        writer.add(7, .variableDriverConfiguration, LogWriter.variable("SecureBoot", [1]))
        #expect(try EventLog(bytes: writer.bytes).secureBootIsOn(.sha256, referenceDigest) == nil)
    }

    @Test func `a second word on Secure Boot changes nothing`() throws {
        var writer = LogWriter()
        writer.add(7, .variableDriverConfiguration, LogWriter.variable("SecureBoot", [0]))
        writer.add(7, .variableDriverConfiguration, LogWriter.variable("SecureBoot", [1]))
        #expect(try EventLog(bytes: writer.bytes).secureBootIsOn(.sha256, referenceDigest) == false)
    }

    @Test func `text that does not hash to what was measured is not believed`() throws {
        var writer = LogWriter()
        writer.add(
            7, .variableDriverConfiguration, LogWriter.variable("SecureBoot", [1]),
            digest: referenceDigest(.sha256, LogWriter.variable("SecureBoot", [0])))
        #expect(try EventLog(bytes: writer.bytes).secureBootIsOn(.sha256, referenceDigest) == nil)
    }

    @Test func `another vendor's variable of the same name is another variable`() throws {
        var writer = LogWriter()
        writer.add(7, .variableDriverConfiguration, LogWriter.variable("SecureBoot", [1], vendorStart: 0x62))
        #expect(try EventLog(bytes: writer.bytes).secureBootIsOn(.sha256, referenceDigest) == nil)
    }

    @Test func `a log that ends within an event is refused wherever it ends`() {
        let header = LogWriter().bytes.count
        var writer = LogWriter()
        writer.add(7, .separator, [0, 0, 0, 0])
        for count in 0..<writer.bytes.count where count != header {
            #expect(throws: TPMError.self) { try EventLog(bytes: Array(writer.bytes.prefix(count))) }
        }
    }

    @Test func `a bank that the header did not announce is refused`() {
        var writer = LogWriter(banks: [(.sha1, 20)])
        writer.add(7, .separator, [0, 0, 0, 0])
        #expect(throws: TPMError.unsupported("bank", 0xB)) { try EventLog(bytes: writer.bytes) }
    }

    @Test func `a header that gives a hash another length is refused`() {
        let log = LogWriter(banks: [(.sha256, 31)]).bytes
        #expect(throws: TPMError.malformed("digests of sha256 do not have 31 bytes")) { try EventLog(bytes: log) }
    }

    @Test func `a log larger than any is refused unread`() {
        #expect(throws: TPMError.tooLarge(limit: EventLog.sizeLimit)) {
            try EventLog(bytes: [UInt8](repeating: 0, count: EventLog.sizeLimit + 1))
        }
    }
}
