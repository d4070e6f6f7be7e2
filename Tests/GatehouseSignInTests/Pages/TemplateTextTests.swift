import GatehouseService
import Testing

@testable import GatehouseSignIn

@Suite struct TemplateTextTests {
    /// A sign of HTML as one character with what is before or after it.
    private static let hidden = [
        "\"\u{301}", ">\u{301}", "'\u{20DD}", "&\u{301}", "<\u{338}", "\u{600}<", "\u{6DD}<", "\u{110BD}\"",
    ]

    @Test(arguments: hidden)
    func `no text puts a sign of HTML into a page`(text: String) throws {
        var page = Page(template: "sign-in", title: .signInTitle, tenant: nil)
        let values: [String: Any] = [
            "base": "/t/signin", "continue": "/me", "continueEncoded": "x", "token": "t", "user": "MARK\(text)MARK",
            "providers": [["name": "p", "label": "MARK\(text)MARK"]],
        ]
        page.values = values
        page.problem = ServiceError(.invalid, "mARK\(text)MARK")
        let body = page.text()
        let marked = body.components(between: "MARK")
        #expect(marked.count >= 2)
        for found in marked {
            let signs = found.unicodeScalars.filter { "<>\"'".unicodeScalars.contains($0) }
            #expect(signs.isEmpty, "\(found)")
        }
    }

    @Test func `ordinary text of any language stays as it is`() {
        for text in ["Zoë & <Co>", "Ελένη", "李小龙", "👩‍💻", "e\u{301}"] { #expect(TemplateText.clean(text) == text) }
    }
}

extension String {
    /// What stands between one mark and the next, for each pair.
    fileprivate func components(between mark: String) -> [Substring] {
        var found = [Substring]()
        let parts = split(separator: mark, omittingEmptySubsequences: false)
        for index in stride(from: 1, to: parts.count, by: 2) { found.append(parts[index]) }
        return found
    }
}
