import Foundation
import Testing

/// What the documents say exists, exists.
@Suite struct DocumentationTests {
    @Test(arguments: SourceFile.documents)
    func `a link leads somewhere`(_ path: String) throws {
        let folder = path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]) + "/" : ""
        for match in try SourceFile.text(of: path).matches(of: #/\]\((?<target>[^)#]+)/#) {
            let target = String(match.target)
            guard !target.hasPrefix("http") else { continue }
            #expect(SourceFile.exists(folder + target), "\(path) links to \(target)")
        }
    }

    @Test(arguments: SourceFile.documents)
    func `what is told to make can be made`(_ path: String) throws {
        let makefile = try SourceFile.text(of: "Makefile")
        for match in try SourceFile.text(of: path).matches(of: #/`make (?<target>[a-z-]+)/#) {
            #expect(makefile.contains("\n\(match.target):"), "\(path) says `make \(match.target)`")
        }
    }

    @Test func `the threat model names tests that exist`() throws {
        let names = Set(SourceFile.tests.flatMap { [$0.target, $0.name.replacing(".swift", with: "")] })
        for match in try SourceFile.text(of: "docs/threat-model.md").matches(of: #/`(?<name>[A-Za-z]+Tests)`/#) {
            #expect(names.contains(String(match.name)), "there is no \(match.name)")
        }
    }

    @Test func `every decision is listed`() throws {
        let list = try SourceFile.text(of: "docs/decisions/README.md")
        for path in SourceFile.documents where path.hasPrefix("docs/decisions/0") {
            #expect(list.contains(path.replacing("docs/decisions/", with: "")), "\(path)")
        }
    }

    @Test func `the front page is short`() throws {
        let lines = try SourceFile.text(of: "README.md").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 150)
    }
}

extension SourceFile {
    /// Every page of Markdown that is ours.
    static let documents: [String] = {
        let pages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"]
        return pages + markdown(in: "docs") + markdown(in: "examples")
    }()
}
