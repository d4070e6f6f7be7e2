import Testing

@testable import GatehouseCommands

@Suite struct TerminalTextTests {
    @Test(arguments: ["\u{1B}]0;title\u{07}", "\u{1B}[2J", "\u{9B}31m", "\u{202E}gpj.exe", "a\rb", "\u{1B}[8mhidden"])
    func `what a device calls itself does nothing to the screen`(_ name: String) {
        let safe = TerminalText.safe("device \(name)")
        #expect(safe.hasPrefix("device "))
        #expect(!safe.unicodeScalars.contains { [.control, .format].contains($0.properties.generalCategory) })
    }

    @Test func `our own colours and line ends stay`() {
        let text = "\u{1B}[31mnoncompliant\u{1B}[0m\n\tgerät"
        #expect(TerminalText.safe(text) == text)
    }

    @Test func `a name cannot add a row to a table`() {
        var table = Table(["NAME"])
        table.add(["laptop\nserver  compliant"])
        #expect(table.text() == "NAME\nlaptop server  compliant\n")
    }
}
