import Testing

@testable import GatehouseDocuments

struct DocumentDiffTests {
    @Test func `equal texts have no difference`() {
        #expect(DocumentDiff.diff("a\nb\n", "a\nb\n").isEmpty)
    }

    @Test func `a change is shown with three lines around it`() {
        let old = (1...20).map { "\($0)\n" }.joined()
        let new = old.replacing("\n10\n", with: "\nten\n")
        #expect(
            DocumentDiff.diff(old, new, oldName: "server", newName: "file") == """
                --- server
                +++ file
                @@ -7,7 +7,7 @@
                 7
                 8
                 9
                -10
                +ten
                 11
                 12
                 13

                """)
    }

    @Test func `distant changes are hunks of their own`() {
        let old = (1...40).map { "\($0)\n" }.joined()
        let new = old.replacing("\n5\n", with: "\n").replacing("\n35\n", with: "\n35\n35.5\n")
        let hunks = DocumentDiff.diff(old, new).split(separator: "\n").filter { $0.hasPrefix("@@") }
        #expect(hunks == ["@@ -2,7 +2,6 @@", "@@ -33,6 +32,7 @@"])
    }

    @Test func `a new document is all additions`() {
        #expect(DocumentDiff.diff("", "a\nb\n") == "--- old\n+++ new\n@@ -0,0 +1,2 @@\n+a\n+b\n")
    }
}
