import Foundation
import Testing

/// One Swift file of the project, as the rules of the architecture see it.
struct SourceFile: CustomTestStringConvertible {
    /// Relative to the repository, as `Sources/GatehouseKeys/Secret.swift`.
    let path: String
    /// `GatehouseKeys`; the folder under `Sources` or `Tests`, or the executable's name for `Benchmarks`.
    let target: String
    let isTest: Bool
    let lines: [Substring]

    var testDescription: String { path }
    var name: String { String(path.split(separator: "/").last ?? "") }

    /// The modules that the file imports, whatever the access level or attribute.
    var imports: [String] {
        var isText = false
        return lines.compactMap { line in
            // What stands in a text of several lines is no code.
            if line.matches(of: #/"""/#).count % 2 == 1 { isText.toggle() }
            guard !isText else { return nil }
            var words = line.split(separator: " ", maxSplits: 6)
            while let first = words.first, Self.importModifiers.contains(first) || first.hasPrefix("@") {
                words.removeFirst()
            }
            guard words.first == "import", words.count > 1 else { return nil }
            let isKind = Self.importKinds.contains(words[1]) && words.count > 2
            return words[isKind ? 2 : 1].split(separator: ".").first.map(String.init)
        }
    }

    private static let importModifiers: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
    private static let importKinds: Set<Substring> = [
        "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
    ]
}

extension SourceFile {
    /// Every Swift file under version control's folders; what was built is not looked at.
    static let all: [SourceFile] = {
        let packages = folders(in: "Packages")
        let roots = ["Sources", "Tests", "Benchmarks"] + packages.flatMap { ["\($0)/Sources", "\($0)/Tests"] }
        return roots.flatMap(swiftFiles).sorted { $0.path < $1.path }
    }()

    static let sources = all.filter { !$0.isTest }
    static let tests = all.filter(\.isTest)

    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: repository.appending(path: path).path)
    }

    static func text(of path: String) throws -> String {
        try String(contentsOf: repository.appending(path: path), encoding: .utf8)
    }

    static func write(_ text: String, to path: String) throws {
        try text.write(to: repository.appending(path: path), atomically: true, encoding: .utf8)
    }

    static func markdown(in root: String) -> [String] {
        let paths = FileManager.default.enumerator(atPath: repository.appending(path: root).path) ?? .init()
        return paths.compactMap { $0 as? String }.filter { $0.hasSuffix(".md") }.sorted().map { "\(root)/\($0)" }
    }

    private static func folders(in folder: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: repository.appending(path: folder).path)
        return (names ?? []).filter { !$0.hasPrefix(".") }.sorted().map { "\(folder)/\($0)" }
    }

    private static func swiftFiles(in root: String) -> [SourceFile] {
        let paths = FileManager.default.enumerator(atPath: repository.appending(path: root).path) ?? .init()
        return paths.compactMap { entry in
            guard let relative = entry as? String, relative.hasSuffix(".swift"),
                let text = try? text(of: "\(root)/\(relative)")
            else { return nil }
            let target = root == "Benchmarks" ? "gatehouse-bench" : String(relative.prefix { $0 != "/" })
            return SourceFile(
                path: "\(root)/\(relative)", target: target, isTest: root.hasSuffix("Tests"),
                lines: text.split(separator: "\n", omittingEmptySubsequences: false))
        }
    }
}
