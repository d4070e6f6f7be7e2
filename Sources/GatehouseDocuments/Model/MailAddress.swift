/// A mailbox as it stands in the header of a message (RFC 5322 §3.4), in the part of it that every mail server takes.
///
/// It cannot hold a line break, an angle bracket or anything else that would end a header or a command.
public struct MailAddress: Hashable, Sendable, LosslessStringConvertible {
    /// The display name; may be empty.
    public let name: String
    /// `local@domain`, in ASCII.
    public let address: String

    /// Reads `ada@example.org` or `Ada Lovelace <ada@example.org>`; anything else is `nil`.
    public init?(_ description: String) {
        var name = ""
        var address = Substring(description)
        if description.hasSuffix(">") {
            guard let open = description.lastIndex(of: "<") else { return nil }
            name = String(description[..<open])
            address = description[description.index(after: open)...].dropLast()
        }
        while name.last == " " { name.removeLast() }
        guard Self.isAddress(address), Self.isName(name) else { return nil }
        self.name = name
        self.address = String(address)
    }

    /// As it is written in documents; headers quote and encode the name.
    public var description: String { name.isEmpty ? address : "\(name) <\(address)>" }

    /// What follows the `@`.
    public var domain: String { String(address.drop { $0 != "@" }.dropFirst()) }

    private static func isAddress(_ text: Substring) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254, (1...64).contains(parts[0].utf8.count) else { return false }
        let words = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        return words.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isWordByte) } && HostName.isName(String(parts[1]))
    }

    /// RFC 5322's `atext`.
    private static func isWordByte(_ byte: UInt8) -> Bool {
        HostName.isAlphanumeric(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }

    private static func isName(_ text: String) -> Bool {
        text.unicodeScalars.count <= 100
            && text.unicodeScalars.allSatisfy {
                $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) && !"<>\"\\".unicodeScalars.contains($0)
            }
    }
}
