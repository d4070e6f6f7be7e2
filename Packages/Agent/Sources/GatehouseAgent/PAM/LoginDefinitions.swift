/// The settings of login.defs(5): a name and its value; the last of several holds.
struct LoginDefinitions: Sendable {
    static let path = "/etc/login.defs"

    private let values: [String: String]

    init(_ machine: Machine) throws(MachineError) {
        var values: [String: String] = [:]
        for line in try machine.configuration(Self.path) where line.trimmed.first != UInt8(ascii: "#") {
            let words = line.words
            if words.count >= 2 { values[words[0].text] = words[1].text }
        }
        self.values = values
    }

    func number(_ name: String) -> Int64? { values[name].flatMap { Int64($0) } }
}
