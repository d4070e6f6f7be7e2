import Testing

@Suite struct ImportTests {
    @Test(arguments: SourceFile.sources)
    func `a file imports only what its target may`(_ file: SourceFile) {
        guard let allowed = AllowedImports.byTarget[file.target] else {
            Issue.record("\(file.target) is not in the table of targets")
            return
        }
        let surplus = Set(file.imports).subtracting(allowed).subtracting(AllowedImports.everywhere)
        #expect(surplus.isEmpty, "\(file.path) may not import \(surplus.sorted().joined(separator: ", "))")
    }

    @Test func `every target of the table has code`() {
        let targets = Set(SourceFile.sources.map(\.target))
        let empty = Set(AllowedImports.byTarget.keys).subtracting(targets)
        #expect(empty.isEmpty, "no code for \(empty.sorted().joined(separator: ", "))")
    }

    @Test func `an import is read whatever stands before it`() {
        let text = """
            public import A
            @testable import B
            @_spi(CMS) internal import struct C.D
            let note = "import E"
            """
        let file = SourceFile(path: "", target: "", isTest: false, lines: text.split(separator: "\n"))
        #expect(file.imports == ["A", "B", "C"])
    }
}
