import Testing

@Suite struct InvariantTests {
    /// How many lines above a danger its reason may begin.
    private static let reach = 8

    @Test(arguments: SourceFile.sources)
    func `what can trap or escapes the compiler says why it cannot go wrong`(_ file: SourceFile) {
        for (index, line) in file.lines.enumerated() {
            guard let danger = CodeLine(line).danger else { continue }
            let above = file.lines[max(0, index - Self.reach)...index]
            #expect(
                above.contains { $0.contains("// INVARIANT (") },
                "\(file.path):\(index + 1): \(danger) without `// INVARIANT (name): …`")
        }
    }

    @Test(arguments: ["try! f()", "x as! T", "value!.count", "f()!", "class A: @unchecked Sendable {", "list[0]!"])
    func `a danger is seen`(_ line: String) {
        #expect(CodeLine(line[...]).danger != nil)
    }

    @Test(arguments: ["a != b", "if !flag {", "say(\"no!\")", "// try! this", "func `it works!`() {", "#if !os(Linux)"])
    func `ordinary code is left alone`(_ line: String) {
        #expect(CodeLine(line[...]).danger == nil)
    }
}
