import Testing

@testable import GatehouseServer

@Suite struct OpenFilesTests {
    @Test(arguments: [(256, 128), (1024, 512), (4096, 2048), (20_000, 17_952), (65_536, 63_488)])
    func `devices leave files for everything else`(most: Int, devices: Int) {
        #expect(OpenFiles.forDevices(of: most) == devices)
    }

    @Test func `the process shows what it takes`() throws {
        #expect(try #require(ProcessFigures.residentBytes) > 1_000_000)
        #expect(try #require(ProcessFigures.processorSeconds) > 0)
        #expect(try #require(ProcessFigures.openFiles) > 3)
        #expect(try #require(OpenFiles.most) >= 256)
    }
}
