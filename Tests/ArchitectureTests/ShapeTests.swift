import Testing

@Suite struct ShapeTests {
    private static let lineLimit = 500
    private static let forbiddenNames = ["Utils", "Util", "Helper", "Helpers", "Manager", "Common", "New", "Misc"]

    @Test(arguments: SourceFile.all)
    func `a file is short enough to be read`(_ file: SourceFile) {
        #expect(file.lines.count <= Self.lineLimit, "\(file.path) has \(file.lines.count) lines")
    }

    @Test(arguments: SourceFile.all)
    func `a file is named after what it holds`(_ file: SourceFile) {
        let words = Self.words(of: file.name.replacing(".swift", with: ""))
        let forbidden = words.filter(Self.forbiddenNames.contains)
        #expect(forbidden.isEmpty, "\(file.path) says \(forbidden.joined(separator: ", ")), which says nothing")
        #expect(file.name != "Placeholder.swift", "\(file.path) is left over")
    }

    /// Executables only compose: what they do is read top to bottom.
    @Test(
        arguments: SourceFile.sources.filter {
            ["gatehouse", "gatehouse-agent", "gatehouse-simulator"].contains($0.target)
        })
    func `a composition root stays small`(_ file: SourceFile) {
        #expect(file.lines.count <= 150, "\(file.path) has \(file.lines.count) lines")
    }

    /// The routes of `GatehouseHTTP` are tested with those of the API, which needs no second set of test support.
    @Test(arguments: SourceFile.tests.filter { !["ArchitectureTests", "EndToEndTests"].contains($0.target) })
    func `tests stand in the tree of the sources`(_ file: SourceFile) {
        let mirrored = file.path.replacing("Tests/GatehouseAPITests/HTTP/", with: "Sources/GatehouseHTTP/")
            .replacing("Tests/\(file.target)", with: "Sources/\(file.target.dropLast(5))")
            .split(separator: "/").dropLast().joined(separator: "/")
        #expect(SourceFile.exists(mirrored), "\(file.path) tests nothing: there is no \(mirrored)")
    }

    @Test(arguments: SourceFile.tests)
    func `a file with tests is named for them`(_ file: SourceFile) {
        guard file.lines.contains(where: { $0.trimmingPrefix { $0 == " " }.hasPrefix("@Test") }) else { return }
        #expect(file.name.hasSuffix("Tests.swift"), "\(file.path)")
    }

    /// `AccessUtils` is `Access` and `Utils`.
    private static func words(of name: String) -> [String] {
        var words: [String] = []
        for character in name {
            if character.isUppercase || words.isEmpty { words.append("") }
            if character.isLetter { words[words.count - 1].append(character) }
        }
        return words
    }
}
