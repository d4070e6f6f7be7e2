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

    /// What another target happens to have built is there on one machine and missing on the next.
    @Test(arguments: SourceFile.all)
    func `a file imports only what its target declares`(_ file: SourceFile) throws {
        guard let declared = try Manifest.all.get()[file.target] else {
            Issue.record("\(file.target) is in no Package.swift")
            return
        }
        let surplus = Set(file.imports).subtracting(declared).subtracting(Self.toolchain)
        #expect(surplus.isEmpty, "\(file.path) imports \(surplus.sorted().joined(separator: ", ")), undeclared")
    }

    @Test func `a manifest's targets are read in every form`() {
        let manifest = Manifest(
            """
            let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
            library("A", ["B", grdb], exclude: ["schema.sql"]),
            .testTarget(name: "C", dependencies: ["A", .product(name: "D", package: "d")], swiftSettings: settings),
            .target(name: "E"),
            """)
        #expect(manifest.dependencies == ["A": ["B", "GRDB"], "C": ["A", "D"], "E": []])
    }

    /// Modules that come with every toolchain.
    private static let toolchain = AllowedImports.everywhere.union([
        "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Testing",
    ])

    @Test func `every target of the table has code`() {
        let targets = Set(SourceFile.sources.map(\.target))
        let empty = Set(AllowedImports.byTarget.keys).subtracting(targets)
        #expect(empty.isEmpty, "no code for \(empty.sorted().joined(separator: ", "))")
    }

    @Test func `an import is read whatever stands before it`() {
        let lines: [Substring] = [
            "let text = \"\"\"", "import E", "\"\"\"", "public import A", "@testable import B",
            "@_spi(CMS) internal import struct C.D", "let note = \"import E\"",
        ]
        let file = SourceFile(path: "", target: "", isTest: false, lines: lines)
        #expect(file.imports == ["A", "B", "C"])
    }
}
