@testable import GatehouseTPM
import Testing

@Suite struct PCRSelectionTests {
    @Test func `a selection is written bank by bank and read back`() throws {
        let selection = PCRSelection(banks: [
            .init(hash: .sha256, registers: [0, 7, 23]), .init(hash: .sha1, registers: []),
        ])
        var writer = ByteWriter()
        selection.write(to: &writer)
        #expect(writer.bytes == [0, 0, 0, 2, 0, 0x0B, 3, 0x81, 0, 0x80, 0, 4, 3, 0, 0, 0])
        var reader = ByteReader(writer.bytes)
        #expect(try PCRSelection(from: &reader) == selection)
    }

    @Test func `positions come in the order in which they are digested`() {
        let selection = PCRSelection(.sha256, [7, 0, 2])
        #expect(selection.positions.map(\.register) == [0, 2, 7])
    }

    @Test func `registers that no TPM has are left out`() {
        #expect(PCRSelection(.sha256, [-1, 24, 99]).isEmpty)
    }

    @Test func `more banks than there are hashes are refused`() {
        var reader = ByteReader([0, 0, 0, 9])
        #expect(throws: TPMError.tooLarge(limit: 8)) { try PCRSelection(from: &reader) }
    }
}
