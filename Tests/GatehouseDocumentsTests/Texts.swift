@testable import GatehouseDocuments

/// Short ways to write documents and to look at what came of them.
enum Texts {
    static func document(_ kind: String, name: String = "x", spec: String) -> String {
        "apiVersion: gatehouse/v1\nkind: \(kind)\nmetadata:\n  name: \(name)\nspec:\n"
            + spec.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }.joined(separator: "\n")
            + "\n"
    }

    /// A compliance policy whose one requirement, on line 8, has this test.
    static func requirement(_ lines: String...) -> String {
        document(
            "CompliancePolicy",
            spec: "requirements:\n  - name: it holds\n" + lines.map { "    \($0)" }.joined(separator: "\n"))
    }

    static func access(_ conditions: String, grant: String = "controls: [block]") -> String {
        document("AccessPolicy", spec: "conditions:\n\(indented(conditions))\ngrant:\n\(indented(grant))")
    }

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
    }

    static func problems(_ text: String) -> [DocumentProblem] {
        if case .failure(let failure) = DocumentReader.read(text, file: "f.yaml") { failure.problems } else { [] }
    }

    static func documents(_ text: String) throws -> [Document] {
        try DocumentReader.read(text, file: "f.yaml").get().map(\.document)
    }
}
