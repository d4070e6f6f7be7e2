/// A file of `[group]` lines and `key=value` lines, as desktop entries, dconf and dnf have it.
///
/// `#` and `;` begin comment lines; a line that is none of these is passed over, as the programs that own the files do.
/// The last of several equal keys holds.
struct KeyFile: Hashable, Sendable {
    private(set) var groups: [String: [String: String]] = [:]

    init(_ lines: some Sequence<ArraySlice<UInt8>>) {
        var group: String?
        for line in lines {
            let line = line.trimmed
            guard let first = line.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";") else { continue }
            if first == UInt8(ascii: "[") {
                group = line.lastIndex(of: UInt8(ascii: "]")).map { line[(line.startIndex + 1)..<$0].text }
                continue
            }
            guard let group, let equals = line.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let key = line[..<equals].trimmed.text
            groups[group, default: [:]][key] = line[(equals + 1)...].trimmed.text
        }
    }

    init(_ machine: Machine, _ path: String) throws(MachineError) {
        self.init(try machine.configuration(path))
    }

    /// The value of `key` in `group`.
    subscript(_ group: String, _ key: String) -> String? { groups[group]?[key] }
}
